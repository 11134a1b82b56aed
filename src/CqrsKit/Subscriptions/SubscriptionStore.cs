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
/// Where a subscription's checkpoint lies: in a generation of its own in the view store, apart from every view's, so that
/// no rebuild ever moves it back (trap 22).
/// </summary>
internal sealed class SubscriptionStore(
    SubscriptionRegistration subscription,
    Lazy<IViewStore> store,
    Lazy<IEventLog> log,
    LogTail tail,
    ILogger logger
)
{
    private readonly string _name = subscription.FollowerName;

    public IViewStore Views => store.Value;

    /// <summary>The generation in use; null before the first start.</summary>
    public async ValueTask<ViewGeneration?> ActiveAsync(CancellationToken cancellationToken)
    {
        var all = await Views.GenerationsAsync(_name, cancellationToken).ConfigureAwait(false);
        return all.FirstOrDefault(one => one.State == GenerationState.Active);
    }

    /// <summary>The generation in use, begun where there is none, and anew where the log has lost what it had seen.</summary>
    public async ValueTask<ViewGeneration> OpenAsync(CancellationToken cancellationToken)
    {
        var active = await ActiveAsync(cancellationToken).ConfigureAwait(false);
        if (active is null)
        {
            var start =
                subscription.Options.StartAt == SubscriptionStart.Now
                    ? await EndAsync(cancellationToken).ConfigureAwait(false)
                    : LogMark.Start;
            return await BeginAsync(null, start, Trail.None.With(start), [], cancellationToken).ConfigureAwait(false);
        }

        var checkpoints = await Views.CheckpointsAsync(active.Id, cancellationToken).ConfigureAwait(false);
        if (
            checkpoints is not [var checkpoint]
            || await tail.HoldsAsync(_name, checkpoint.LogId, checkpoint.Mark, cancellationToken).ConfigureAwait(false)
        )
            return active;
        return await ResumeAsync(active, checkpoint.LogId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Goes on in a log that does not hold what the subscription has seen. Of a log that began anew it has seen nothing. Of
    /// one that has lost its tail it goes on after the last place of its trail that is held: what lies behind that may have
    /// been seen, or may have been appended since the loss, and at least once means that it is delivered.
    /// </summary>
    private async ValueTask<ViewGeneration> ResumeAsync(
        ViewGeneration active,
        Guid logId,
        CancellationToken cancellationToken
    )
    {
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
        var holes = await Views.ParkedAsync(active.Id, null, null, cancellationToken).ConfigureAwait(false);
        if (head.LogId != logId)
        {
            logger.BegunInOtherLog(_name, head.LogId, holes.Count);
            return await BeginAsync(active, LogMark.Start, Trail.None.With(LogMark.Start), [], cancellationToken)
                .ConfigureAwait(false);
        }

        // Whoever writes it: nothing is folded into the row.
        var rows = await Views
            .LoadAsync(active.Id, 0, long.MaxValue, [AttemptRow.Key], cancellationToken)
            .ConfigureAwait(false);
        var trail = rows is { Count: > 0 } ? AttemptRow.Read(rows[0].Data.Span).Trail : Trail.None;
#if TRAP_22
        LogMark? held = LogMark.Start;
#else
        var held = await FindHeldAsync(trail, cancellationToken).ConfigureAwait(false);
#endif
        var mark = held ?? await EndAsync(cancellationToken).ConfigureAwait(false);
        if (held is null)
            logger.ResumedAtHead(_name, mark);
        else
            logger.Resumed(_name, mark);
        var parked = new List<ParkedEvent>();
        foreach (var one in holes.Where(one => one.Mark.Position <= mark.Position))
        {
            if (await log.Value.HoldsAsync(one.Mark, cancellationToken).ConfigureAwait(false))
                parked.Add(one);
        }

        return await BeginAsync(active, mark, trail.UpTo(mark), parked, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<LogMark?> FindHeldAsync(Trail trail, CancellationToken cancellationToken)
    {
        foreach (var mark in trail.NewestFirst)
        {
            if (await log.Value.HoldsAsync(mark, cancellationToken).ConfigureAwait(false))
                return mark;
        }

        return null;
    }

    /// <summary>
    /// Up to where the log is complete. Its head may be further, and a running transaction may yet put an event between.
    /// </summary>
    private async ValueTask<LogMark> EndAsync(CancellationToken cancellationToken)
    {
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
        var page = await log
            .Value.ReadAsync(head.Mark.Position, new LogFilter([]), 1, cancellationToken)
            .ConfigureAwait(false);
        return page.CompleteThrough;
    }

    private async ValueTask<ViewGeneration> BeginAsync(
        ViewGeneration? active,
        LogMark mark,
        Trail trail,
        IReadOnlyList<ParkedEvent> parked,
        CancellationToken cancellationToken
    )
    {
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
        var made = await Views
            .CreateGenerationAsync(new NewGeneration(_name, 1, ViewMode.Async, head.LogId), cancellationToken)
            .ConfigureAwait(false);
        var fence = await Views.RaiseFenceAsync(made.Id, 0, cancellationToken).ConfigureAwait(false);
        var batch = new ViewBatch
        {
            Generation = made.Id,
            Fence = fence,
            Expected = LogMark.Start,
            Next = mark,
            Writes = [(AttemptRow.None with { Trail = trail }).Write(mark, 0)],
            Parked = parked,
        };
        var outcome = await Views.ApplyAsync(batch).ConfigureAwait(false);
        var isActive =
            outcome == ApplyOutcome.Applied
            && await Views
                .SwitchAsync(new GenerationSwitch(active?.Id, made.Id, [mark]), cancellationToken)
                .ConfigureAwait(false);
        if (isActive)
            return made with { State = GenerationState.Active };

        // Another process began it first.
        await Views.DropGenerationAsync(made.Id, cancellationToken).ConfigureAwait(false);
        return await ActiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException($"'{_name}' could not be begun ({outcome}).");
    }
}
