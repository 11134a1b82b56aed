using System.Threading.Tasks;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// Results of stores. Those in memory complete at once; a simulation on real ones stands still meanwhile, and its time too.
/// </summary>
internal static class Completed
{
    public static T Now<T>(this ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();

    public static bool Now(this ValueTask task)
    {
        if (task.IsCompleted)
            task.GetAwaiter().GetResult();
        else
            task.AsTask().GetAwaiter().GetResult();
        return true;
    }
}
