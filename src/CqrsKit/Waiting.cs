using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit;

/// <summary>
/// The one way in which core waits. In production a waiter's continuation runs on the thread pool, so that whoever
/// completes it never runs it; inline, it runs on the completing thread, which lets a simulator drive everything on one
/// thread. No waiter is completed while a lock or half-changed state is held.
/// </summary>
public sealed class Waiting
{
    private readonly TaskCreationOptions _options;

    /// <summary>Waiting that takes its time from <paramref name="time"/>.</summary>
    /// <param name="time">The clock and the timers.</param>
    /// <param name="inline">Whether continuations run on the completing thread; false but in simulations.</param>
    public Waiting(TimeProvider time, bool inline = false)
    {
        Time = time;
#pragma warning disable RS0030 // the one place that decides where continuations run
        _options = inline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;
#pragma warning restore RS0030
    }

    /// <summary>The clock and the timers of everything that waits here.</summary>
    public TimeProvider Time { get; }

    /// <summary>A new waiter, completed by its owner through the usual methods.</summary>
    public TaskCompletionSource<T> NewWaiter<T>() => new(_options);

    /// <summary>
    /// Lets everything that is ready to run go first: in production the caller goes on behind what the thread pool has
    /// queued; inline, everything that is ready has run already, and it goes on at once.
    /// </summary>
    internal async ValueTask LetOthersRunAsync()
    {
        if (_options == TaskCreationOptions.None)
            return;
#pragma warning disable RS0030 // the one place that decides where continuations run
        await Task.Yield();
#pragma warning restore RS0030
    }

    /// <summary>Waits for a length of time; cancelled, it throws at once.</summary>
    public async ValueTask DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        await OrTimeoutAsync(NewWaiter<bool>(), delay, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits for a waiter, but no longer than <paramref name="timeout"/>.</summary>
    /// <returns>Whether the waiter was completed by its owner; false means that the time was over first.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public async ValueTask<bool> OrTimeoutAsync(
        TaskCompletionSource<bool> waiter,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            return waiter.Task.IsCompleted && await waiter.Task.ConfigureAwait(false);

        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource<bool>)state!).TrySetCanceled(token),
            waiter
        );
        using var timer =
            timeout == Timeout.InfiniteTimeSpan
                ? null
                : Time.CreateTimer(
                    static state => ((TaskCompletionSource<bool>)state!).TrySetResult(false),
                    waiter,
                    timeout,
                    Timeout.InfiniteTimeSpan
                );
        return await waiter.Task.ConfigureAwait(false);
    }
}
