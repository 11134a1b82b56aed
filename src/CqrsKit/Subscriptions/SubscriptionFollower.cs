using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Subscriptions;

/// <summary>
/// Hands one event after another to a subscriber, in the order of the log, with the checkpoint after the effect. An event
/// that fails is tried again after a pause; in the end its stream is parked, and the others go on.
/// </summary>
internal sealed class SubscriptionFollower(
    SubscriptionRegistration subscription,
    SubscriptionStore store,
    SubscriberCall call,
    EventRegistry registry,
    Lazy<IEventLog> log,
    Waiting waiting,
    ILogger logger
) : IFollower, IReplayer
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private readonly Turns _turns = new(waiting);
    private SubscriptionProgress? _progress;
    private LogMark _mark;
    private LogFilter? _filter;

    public string Name => subscription.FollowerName;

    public IViewStore Store => store.Views;

    public LogMark Mark => _mark;

    public RunnerState State => _progress is { HasHoles: true } ? RunnerState.Parked : RunnerState.Running;

    public LogFilter Filter =>
        _filter ??= new LogFilter([
            .. subscription
                .Deliveries.SelectMany(one => registry.NamesOf(one.EventType))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ]);

    /// <summary>Decides where it begins, if that is not decided yet.</summary>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken) =>
        await store.OpenAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        _progress = await OpenProgressAsync(cancellationToken).ConfigureAwait(false);
        _mark = _progress.Mark;
    }

    public async ValueTask PeekAsync(CancellationToken cancellationToken)
    {
        if (await store.ActiveAsync(cancellationToken).ConfigureAwait(false) is not { } active)
            return;
        if (await Store.CheckpointsAsync(active.Id, cancellationToken).ConfigureAwait(false) is [var checkpoint])
            _mark = checkpoint.Mark;
    }

    public async ValueTask<FollowStep> TakeAsync(
        LogPage page,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        foreach (var recorded in page.Events)
        {
            if (stopping.IsCancellationRequested)
                return FollowStep.GoOn;
            var step = await TakeAsync(recorded, stopping, cancellationToken).ConfigureAwait(false);
            if (step != FollowStep.GoOn || _mark.Position < recorded.Position)
                return step;
        }

        if (_mark.Position >= page.CompleteThrough.Position)
            return FollowStep.GoOn;
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        return _progress is { IsSure: true } progress && progress.Mark == _mark
            ? Step(await progress.PassAsync(page.CompleteThrough).ConfigureAwait(false))
            : FollowStep.Reopen;
    }

    public async ValueTask<ReplayReport> ReplayAsync(ViewKey key, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        var progress = await OwnProgressAsync(cancellationToken).ConfigureAwait(false);
        var parked = await Store.ParkedAsync(progress.Generation, null, key, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < parked.Count; i++)
        {
            string? error = null;
            try
            {
                var recorded =
                    await log.Value.ReadAtAsync(parked[i].Mark, cancellationToken).ConfigureAwait(false)
                    ?? throw new CqrsKitException($"The log does not hold the event at {parked[i].Mark} any more.");
                await call.InvokeAsync(recorded, subscription.Options.Attempts + 1, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception failure)
                when (failure is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                error = SubscriberCall.Describe(failure);
            }

            // Those that took effect are forgotten one by one, so that none is repeated because a later one fails.
            var still = parked
                .Skip(error is null ? i + 1 : i)
                .Select((one, at) => one with { Error = at == 0 ? error ?? one.Error : null });
            if (await progress.ReparkAsync(key, [.. still]).ConfigureAwait(false) != ApplyOutcome.Applied)
            {
                _progress = null;
                throw new CqrsKitException($"'{Name}' was taken over by another process during the replay. Try again.");
            }

            if (error is not null)
                return new ReplayReport(i, parked.Count - i, error);
        }

        return new ReplayReport(parked.Count, 0, null);
    }

    private async ValueTask<FollowStep> TakeAsync(
        RecordedEvent recorded,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        var delay = subscription.Options.RetryDelay;
        while (true)
        {
            using (await _turns.TakeAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_progress is not { IsSure: true } progress || progress.Mark != _mark)
                    return FollowStep.Reopen;
                var outcome = await TryAsync(progress, recorded, cancellationToken).ConfigureAwait(false);
                if (outcome is { } done)
                    return Step(done);
            }

            // Only the pause is outside of the turn. Told to stop, it goes on with the same event after the next start.
            try
            {
                await waiting.DelayAsync(delay, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return FollowStep.GoOn;
            }

            delay = delay + delay < LongestDelay ? delay + delay : LongestDelay;
        }
    }

    /// <summary>Takes an event to its end, whichever that is; null where it failed and is to be tried again.</summary>
    private async ValueTask<ApplyOutcome?> TryAsync(
        SubscriptionProgress progress,
        RecordedEvent recorded,
        CancellationToken cancellationToken
    )
    {
        if (progress.IsParked(recorded))
            return await progress.ParkAsync(recorded, null).ConfigureAwait(false);
        var attempts = progress.AttemptsOf(recorded);
        if (attempts >= subscription.Options.Attempts)
            return await ParkAsync(
                    progress,
                    recorded,
                    new CqrsKitException($"It was begun {attempts} times, and never came to an end.")
                )
                .ConfigureAwait(false);

        // The attempt is counted before it is made: it may be the last thing that this process does.
        var counted = await progress.CountAsync(recorded, attempts + 1).ConfigureAwait(false);
        if (counted != ApplyOutcome.Applied)
            return counted;
        try
        {
            await call.InvokeAsync(recorded, attempts + 1, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            if (attempts + 1 >= subscription.Options.Attempts || error is UnreadableEventException)
                return await ParkAsync(progress, recorded, error).ConfigureAwait(false);
            logger.DeliveryFailed(Name, recorded.Info.EventId, attempts + 1, subscription.Options.Attempts, error);
            return null;
        }

        return await progress.AdvanceAsync(recorded.Mark).ConfigureAwait(false);
    }

    private async ValueTask<ApplyOutcome> ParkAsync(
        SubscriptionProgress progress,
        RecordedEvent recorded,
        Exception error
    )
    {
        logger.StreamParked(Name, recorded.Info.EventId, recorded.Info.Stream, error);
        return await progress.ParkAsync(recorded, SubscriberCall.Describe(error)).ConfigureAwait(false);
    }

    private FollowStep Step(ApplyOutcome outcome)
    {
        if (outcome == ApplyOutcome.Applied)
        {
            _mark = _progress!.Mark;
            return FollowStep.GoOn;
        }

        _progress = null;
        return outcome == ApplyOutcome.Moved ? FollowStep.Reopen : FollowStep.StandBy;
    }

    /// <summary>The right to write, proven by a write: an effect whose end cannot be noted would be caused again.</summary>
    private async ValueTask<SubscriptionProgress> OwnProgressAsync(CancellationToken cancellationToken)
    {
        if (
            _progress is { IsSure: true } mine
            && await mine.AdvanceAsync(mine.Mark).ConfigureAwait(false) == ApplyOutcome.Applied
        )
            return mine;
        // Nobody follows here, or another process took over: for the replay, this one does, and the loop opens again.
        _progress = null;
        var progress = await OpenProgressAsync(cancellationToken).ConfigureAwait(false);
        return await progress.AdvanceAsync(progress.Mark).ConfigureAwait(false) == ApplyOutcome.Applied
            ? progress
            : throw new CqrsKitException($"'{Name}' was taken over by another process before the replay. Try again.");
    }

    private async ValueTask<SubscriptionProgress> OpenProgressAsync(CancellationToken cancellationToken)
    {
        var generation = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await SubscriptionProgress.OpenAsync(Store, generation.Id, cancellationToken).ConfigureAwait(false);
    }
}
