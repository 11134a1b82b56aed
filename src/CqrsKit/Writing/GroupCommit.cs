using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>
/// Commits units in groups. Whoever comes while nobody leads is the leader: it commits what is queued, tells the others
/// their outcomes, and hands over to the next one that waits. Source: the group commit of databases' write-ahead logs.
/// </summary>
internal sealed class GroupCommit(GroupWriter writer, Settlement settlement, Waiting waiting, WritingOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<QueuedUnit> _queue = [];
    private readonly HashSet<StreamId> _taken = [];
    private bool _isLed;
    private int _lastGroup; // the leader's

    /// <summary>Commits a unit and returns its outcome; a lost race for inline rows is folded again in here.</summary>
    /// <param name="unit">The unit, not yet folded into the inline views.</param>
    /// <param name="events">Its events as they are, in the unit's order.</param>
    /// <param name="cancellationToken">Takes the unit out of the queue; ignored once a leader has taken it.</param>
    public async ValueTask<UnitOutcome> CommitAsync(
        WriteUnit unit,
        IReadOnlyList<IEvent> events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await QueueAsync(new QueuedUnit(unit, events), cancellationToken).ConfigureAwait(false);
        }
        catch (CommitUnknownException unknown)
        {
#if !TRAP_26
            // Settled by writing the unit again: that a read doesn't find it would prove nothing.
            return await settlement.SettleAsync(this, unit, events, unknown, cancellationToken).ConfigureAwait(false);
#else
            throw new InvalidOperationException("The commit failed.", unknown);
#endif
        }
    }

    /// <summary>The same, without settling an unknown result.</summary>
    internal async ValueTask<UnitOutcome> QueueAsync(QueuedUnit unit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Enqueue(unit) is { } waiter)
        {
            using var registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (group, unit) = ((GroupCommit, QueuedUnit))state!;
                    group.Leave(unit, token);
                },
                (this, unit)
            );
            if (await waiter.Task.ConfigureAwait(false) is { } outcome)
                return outcome;
        }
        return await LeadAsync(unit).ConfigureAwait(false);
    }

    /// <returns>Where to wait, or null for the one who leads.</returns>
    private TaskCompletionSource<UnitOutcome?>? Enqueue(QueuedUnit unit)
    {
        lock (_lock)
        {
            if (!_isLed)
            {
                _isLed = true;
                return null;
            }
            unit.Waiter = waiting.NewWaiter<UnitOutcome?>();
            unit.IsQueued = true;
            _queue.Add(unit);
            return unit.Waiter;
        }
    }

    private void Leave(QueuedUnit unit, CancellationToken token)
    {
        lock (_lock)
        {
#if !TRAP_34
            // Taken by a leader, the outcome is the commit's, whatever the token says.
            if (!unit.IsQueued)
                return;
#endif
            unit.IsQueued = false;
            _queue.Remove(unit);
        }
        unit.Waiter!.TrySetCanceled(token);
    }

    private async ValueTask<UnitOutcome> LeadAsync(QueuedUnit own)
    {
        while (true)
        {
            // The callers of a group that has just been told come back at once; without them every second group is small.
            if (_lastGroup > 1)
                await waiting.LetOthersRunAsync().ConfigureAwait(false);
            if (TakeGroup(own) is { } group)
            {
                _lastGroup = group.Count;
                await writer.WriteAsync(group).ConfigureAwait(false);
                Tell(group);
            }
            else
            {
                _lastGroup = 1;
                await writer.WriteAloneAsync(own).ConfigureAwait(false);
            }
            if (own.IsDone)
                break;
        }
        HandOver();
        if (own.Error is { } error)
            ExceptionDispatchInfo.Throw(error);
        return own.Outcome!;
    }

    /// <returns>The leader's unit and those that go with it, or null where it goes alone.</returns>
    private List<QueuedUnit>? TakeGroup(QueuedUnit own)
    {
        lock (_lock)
        {
            if (own.IsAlone || _queue.Count == 0 || options.MaxGroup <= 1)
                return null;
            _taken.Clear();
            Take(own);
            List<QueuedUnit>? group = null;
            var kept = 0;
            for (var i = 0; i < _queue.Count; i++)
            {
                var unit = _queue[i];
                // One that shares a stream with a unit before it goes with a later group, and so do those behind it there.
                var isFree = Take(unit);
                if (isFree && !unit.IsAlone && (group?.Count ?? 1) < options.MaxGroup)
                {
                    unit.IsQueued = false;
                    (group ??= [own]).Add(unit);
                }
                else
                {
                    _queue[kept++] = unit;
                }
            }
            _queue.RemoveRange(kept, _queue.Count - kept);
            return group;
        }
    }

    private bool Take(QueuedUnit unit)
    {
        var isFree = true;
        foreach (var stream in unit.Streams)
            isFree &= _taken.Add(stream);
        return isFree;
    }

    private void Tell(List<QueuedUnit> group)
    {
        List<QueuedUnit>? again = null;
        // The leader is the first, and returns by itself.
        for (var i = 1; i < group.Count; i++)
        {
            if (!group[i].IsDone)
                (again ??= []).Add(group[i]);
        }
        if (again is not null)
        {
            lock (_lock)
            {
                foreach (var unit in again)
                    unit.IsQueued = true;
                _queue.InsertRange(0, again);
            }
        }
        for (var i = 1; i < group.Count; i++)
        {
            var unit = group[i];
            if (unit.Error is { } error)
                unit.Waiter!.TrySetException(error);
            else if (unit.Outcome is { } outcome)
                unit.Waiter!.TrySetResult(outcome);
        }
    }

    private void HandOver()
    {
        QueuedUnit? next = null;
        lock (_lock)
        {
            if (_queue.Count == 0)
            {
                _isLed = false;
            }
            else
            {
                next = _queue[0];
                next.IsQueued = false;
                _queue.RemoveAt(0);
            }
        }
        next?.Waiter!.TrySetResult(null);
    }
}
