using System.Threading.Tasks;
using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

/// <summary>Between a task without a result and one with <see cref="NoResult"/>, at no cost where it has completed.</summary>
internal static class Results
{
    public static ValueTask<NoResult> NoneAsync(ValueTask handled)
    {
        if (!handled.IsCompletedSuccessfully)
            return AwaitAsync(handled);
        handled.GetAwaiter().GetResult();
        return default;
    }

    public static ValueTask DropAsync<TResult>(ValueTask<TResult> handled)
    {
        if (!handled.IsCompletedSuccessfully)
            return new ValueTask(handled.AsTask());
        handled.GetAwaiter().GetResult();
        return default;
    }

    private static async ValueTask<NoResult> AwaitAsync(ValueTask handled)
    {
        await handled.ConfigureAwait(false);
        return default;
    }
}
