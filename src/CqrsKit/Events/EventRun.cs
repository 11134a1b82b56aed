using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>Bound handlers, one after the other: an array and a loop, as long as each completes at once.</summary>
internal sealed class EventRun<TEvent>(Call<TEvent>[] calls)
{
    public ValueTask RunAsync(TEvent @event, CancellationToken cancellationToken)
    {
        var all = calls;
        for (var i = 0; i < all.Length; i++)
        {
            var handled = all[i](@event, cancellationToken);
            if (!handled.IsCompletedSuccessfully)
                return GoOnAsync(handled, i + 1, @event, cancellationToken);
            handled.GetAwaiter().GetResult();
        }

        return default;
    }

    public async ValueTask RunAllAsync(TEvent @event, CancellationToken cancellationToken)
    {
        List<Exception>? errors = null;
        foreach (var call in calls)
        {
            try
            {
                await call(@event, cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // thrown once all have run
            catch (Exception error)
#pragma warning restore CA1031
            {
                (errors ??= []).Add(error);
            }
        }

        EventRun.Throw(errors);
    }

    private async ValueTask GoOnAsync(ValueTask handled, int next, TEvent @event, CancellationToken cancellationToken)
    {
        await handled.ConfigureAwait(false);
        for (; next < calls.Length; next++)
            await calls[next](@event, cancellationToken).ConfigureAwait(false);
    }
}

internal static class EventRun
{
    /// <summary>Starts a handler; what it throws at once is in its task like what it throws later.</summary>
    public static Task Start(Func<ValueTask> handle)
    {
        try
        {
            return handle().AsTask();
        }
#pragma warning disable CA1031 // it is in the task
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Task.FromException(error);
        }
    }

    /// <summary>Waits for all, then throws as <see cref="Throw"/> does.</summary>
    public static async Task WhenAllAsync(Task[] running)
    {
        List<Exception>? errors = null;
        foreach (var task in running)
        {
            try
            {
                await task.ConfigureAwait(false);
            }
#pragma warning disable CA1031 // thrown once all have ended
            catch (Exception error)
#pragma warning restore CA1031
            {
                (errors ??= []).Add(error);
            }
        }

        Throw(errors);
    }

    /// <summary>Throws a single exception as itself, and several together.</summary>
    public static void Throw(List<Exception>? errors)
    {
        if (errors is null)
            return;
        if (errors.Count == 1)
            ExceptionDispatchInfo.Throw(errors[0]);
        throw new AggregateException("Several handlers of an event failed.", errors);
    }
}
