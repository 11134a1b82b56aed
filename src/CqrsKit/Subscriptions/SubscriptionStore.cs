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
            return await BeginAsync(null, start, [], cancellationToken).ConfigureAwait(false);
        }

        var checkpoint = await Views.CheckpointAsync(active.Id, cancellationToken).ConfigureAwait(false);
        if (
            checkpoint is null
            || await tail.HoldsAsync(_name, checkpoint.LogId, checkpoint.Mark, cancellationToken).ConfigureAwait(false)
        )
            return active;
        return await ResumeAsync(active, checkpoint.LogId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Goes on at the end of a log that has lost its tail: everything in it was seen before, and caused its effect.
    /// </summary>
    private async ValueTask<ViewGeneration> ResumeAsync(
        ViewGeneration active,
        Guid logId,
        CancellationToken cancellationToken
    )
    {
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
#if TRAP_22
        var mark = LogMark.Start;
#else
        var mark = await EndAsync(cancellationToken).ConfigureAwait(false);
#endif
        var parked = new List<ParkedEvent>();
        if (head.LogId == logId)
        {
            foreach (var one in await Views.ParkedAsync(active.Id, null, cancellationToken).ConfigureAwait(false))
            {
                if (await log.Value.HoldsAsync(one.Mark, cancellationToken).ConfigureAwait(false))
                    parked.Add(one);
            }
        }

        logger.ResumedAtHead(_name, mark);
        return await BeginAsync(active, mark, parked, cancellationToken).ConfigureAwait(false);
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
        IReadOnlyList<ParkedEvent> parked,
        CancellationToken cancellationToken
    )
    {
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
        var made = await Views
            .CreateGenerationAsync(new NewGeneration(_name, 1, ViewMode.Async, head.LogId), cancellationToken)
            .ConfigureAwait(false);
        var fence = await Views.RaiseFenceAsync(made.Id, cancellationToken).ConfigureAwait(false);
        var batch = new ViewBatch
        {
            Generation = made.Id,
            Fence = fence,
            Expected = LogMark.Start,
            Next = mark,
            Parked = parked,
        };
        var outcome = await Views.ApplyAsync(batch).ConfigureAwait(false);
        var isActive =
            outcome == ApplyOutcome.Applied
            && await Views
                .SwitchAsync(new GenerationSwitch(active?.Id, made.Id, mark), cancellationToken)
                .ConfigureAwait(false);
        if (isActive)
            return made with { State = GenerationState.Active };

        // Another process began it first.
        await Views.DropGenerationAsync(made.Id, cancellationToken).ConfigureAwait(false);
        return await ActiveAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException($"'{_name}' could not be begun ({outcome}).");
    }
}
