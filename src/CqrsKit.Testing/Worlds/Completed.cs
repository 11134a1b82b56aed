using System;
using System.Threading.Tasks;

namespace CqrsKit.Testing.Worlds;

/// <summary>Results of the stores in memory, which complete at once.</summary>
internal static class Completed
{
    public static T Now<T>(this ValueTask<T> task) =>
        task.IsCompleted
            ? task.GetAwaiter().GetResult()
            : throw new InvalidOperationException("A store in memory did not complete at once.");
}
