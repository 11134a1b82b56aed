using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Events;

/// <summary>
/// Keeps this process's share of the leases: says that it lives, takes what falls to it, gives back what falls to others.
/// It measures time by the store's answers and by monotonic time from before it asked (trap 33). Whatever it does too late
/// is harmless: an apply is refused by the fence.
/// </summary>
internal sealed class LeaseKeeper(
    ILeaseStore store,
    Guid node,
    IReadOnlyList<Seat> seats,
    LogSignal left,
    RunnerOptions options,
    Waiting waiting,
    ILogger logger
)
{
    private const int BeatsOfLease = 5;

    private readonly (string Group, int Parts)[] _groups =
    [
        .. seats.GroupBy(seat => seat.Lease.Group).Select(group => (group.Key, group.Count())),
    ];

    private long _since;

    private TimeSpan Interval => options.TakeOverAfter / BeatsOfLease;

    /// <summary>Keeps them until told to stop; what it holds then stays with this node until it leaves.</summary>
    public async Task RunAsync(Task start, CancellationToken stopping)
    {
        await start.ConfigureAwait(false);
        _since = Now();
        while (!stopping.IsCancellationRequested)
        {
            var seen = left.Count;
            try
            {
                var delay = await BeatAsync(stopping).ConfigureAwait(false);
                await left.WaitAsync(seen, delay, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Gives everything back, so that others need not wait for the leases to run out.</summary>
    public async ValueTask LeaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.LeaveAsync(node, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            logger.LeasesLeft(options.TakeOverAfter, error);
        }
    }

    /// <summary>Says that this node lives, and does what follows from how things stand.</summary>
    /// <returns>How long to wait until it is said again.</returns>
    private async ValueTask<TimeSpan> BeatAsync(CancellationToken stopping)
    {
        var began = Now();
        using var limit = new CancellationTokenSource(options.TakeOverAfter, waiting.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            var groups = _groups.Select(one => one.Group).ToArray();
            var board = await store.BeatAsync(node, groups, options.TakeOverAfter, either.Token).ConfigureAwait(false);
            _since = began;
            return await FollowAsync(board, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !stopping.IsCancellationRequested)
        {
            return Failed(error);
        }
    }

    private async ValueTask<TimeSpan> FollowAsync(LeaseBoard board, CancellationToken cancellationToken)
    {
        var plan = LeasePlan.Of(board, _groups);
        var holders = board.Held.ToDictionary(one => one.Lease, one => (Guid?)one.Node);
        var mine = new List<Seat>();
        foreach (var seat in seats)
        {
#if TRAP_30
            mine.Add(seat);
            seat.Grant();
#else
            var isPlanned = plan.HolderOf(seat.Lease) == node;
            var isHeld = holders.GetValueOrDefault(seat.Lease) == node;
            if (isPlanned)
                mine.Add(seat);
            if (isPlanned && isHeld)
                seat.Grant();
            else
                seat.Revoke();
#endif
        }

        var surplus = seats.Except(mine).Where(seat => holders.GetValueOrDefault(seat.Lease) == node).ToArray();
        var idle = surplus.Where(seat => !seat.IsUsed).Select(seat => seat.Lease).ToArray();
        if (idle.Length > 0)
            await store.ReleaseAsync(node, idle, cancellationToken).ConfigureAwait(false);
        var free = mine.Where(seat => holders.GetValueOrDefault(seat.Lease) is null && !seat.IsUsed).ToArray();
        if (free.Length > 0)
            await TakeAsync(free, cancellationToken).ConfigureAwait(false);

        // Where something is on its way from one node to another, or a node falls silent, look again as soon as it matters.
        var isSettled = idle.Length == surplus.Length && mine.All(seat => seat.IsGranted);
        var delay = isSettled || options.PollInterval > Interval ? Interval : options.PollInterval;
        foreach (var other in board.Nodes.Where(other => other.Id != node))
        {
            var silent = other.Left + TimeSpan.FromMilliseconds(1);
            if (silent < delay)
                delay = silent;
        }

        return delay;
    }

    private async ValueTask TakeAsync(Seat[] free, CancellationToken cancellationToken)
    {
        var taken = await store
            .TakeAsync(node, [.. free.Select(seat => seat.Lease)], cancellationToken)
            .ConfigureAwait(false);
        if (taken.Count > 0 && logger.IsEnabled(LogLevel.Information))
            logger.LeasesTaken(taken.Count, string.Join(", ", taken));
        foreach (var seat in free.Where(seat => taken.Contains(seat.Lease)))
            seat.Grant();
    }

    /// <summary>What could not be renewed runs out: from then on, another node may follow.</summary>
    private TimeSpan Failed(Exception error)
    {
        var rest = options.TakeOverAfter - Elapsed();
        logger.LeasesUnknown(rest, error);
        if (rest > TimeSpan.Zero)
            return rest < Interval ? rest : Interval;
        foreach (var seat in seats)
            seat.Revoke();
        return Interval;
    }

#if TRAP_33
    private long Now() => waiting.Time.GetUtcNow().Ticks;

    private TimeSpan Elapsed() => TimeSpan.FromTicks(Now() - _since);
#else
    private long Now() => waiting.Time.GetTimestamp();

    private TimeSpan Elapsed() => waiting.Time.GetElapsedTime(_since);
#endif
}
