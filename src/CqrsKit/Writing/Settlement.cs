using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Writing;

/// <summary>
/// Finds out what became of a commit whose result was lost, by writing: the same unit is committed again, or claimed as
/// aborted, and the store's unique key waits for whoever still may be committing it.
/// </summary>
internal sealed class Settlement(IWriteStore store, Waiting waiting, WritingOptions options, ILogger<Settlement> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(1);

    /// <exception cref="CommitUnknownException">Neither succeeded within the caller's time.</exception>
    public async ValueTask<UnitOutcome> SettleAsync(
        GroupCommit commits,
        WriteUnit unit,
        IReadOnlyList<IEvent> events,
        CommitUnknownException unknown,
        CancellationToken cancellationToken
    )
    {
        Log.CommitUnknown(logger, unknown, unit.UnitId);
        using var time = new CancellationTokenSource(options.SettleWithin, waiting.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            for (var delay = FirstDelay; ; delay = delay * 2 < LastDelay ? delay * 2 : LastDelay)
            {
                var queued = new QueuedUnit(unit, events) { IsAlone = true };
                if (await TryAsync(commits, queued, both.Token).ConfigureAwait(false) is { } settled)
                    return settled;
                await waiting.DelayAsync(delay, both.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            throw new CommitUnknownException(
                $"Whether unit {unit.UnitId} was committed is unknown: its commit was interrupted, and the store could not be asked again in time. Send the command again under the same idempotency key to learn it.",
                unknown
            );
        }
    }

    /// <returns>The outcome, or null where it is still unknown.</returns>
    private async ValueTask<UnitOutcome?> TryAsync(
        GroupCommit commits,
        QueuedUnit queued,
        CancellationToken cancellationToken
    )
    {
        UnitOutcome? refused = null;
        Exception? failure = null;
        try
        {
            var outcome = await commits.QueueAsync(queued, cancellationToken).ConfigureAwait(false);
            if (outcome.Result is UnitResult.Committed or UnitResult.Aborted)
                return Settled(queued, outcome);
            refused = outcome;
        }
        catch (CommitUnknownException)
        {
            return null;
        }
        catch (Exception error)
            when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            failure = error;
        }

        // Refused or failed this time; claimed as aborted, it can no longer be committed by the lost attempt either.
        UnitOutcome? committed;
        try
        {
            committed = await store.ClaimAbortedAsync(queued.Unit.UnitId, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // not settled yet; the next round tries again until the time is over
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
        if (committed is not null)
            return Settled(queued, committed);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return Settled(queued, refused!);
    }

    private UnitOutcome Settled(QueuedUnit queued, UnitOutcome outcome)
    {
        Log.CommitSettled(logger, queued.Unit.UnitId, outcome.Result);
        return outcome;
    }
}
