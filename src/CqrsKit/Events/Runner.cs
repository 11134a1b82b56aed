using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Events;

/// <summary>Starts and stops a loop for each follower of the log.</summary>
internal sealed class Runner(
    IEnumerable<IFollowerSource> sources,
    Lazy<IEventLog> log,
    IEnumerable<ILeaseStore> leases,
    RunnerOptions options,
    IdSource ids,
    Waiting waiting,
    ILogger<Runner> logger
) : IRunner
{
    private readonly Lock _lock = new();
    private readonly LogSignal _progress = new(waiting);
    private Session? _session;
    private FollowLoop[] _loops = [];

    public IReadOnlyList<RunnerStatus> Followers
    {
        get
        {
            lock (_lock)
                return [.. _loops.Select(loop => loop.Status)];
        }
    }

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Session session;
        lock (_lock)
        {
            if (_session is not null)
                return default;
            var followers = sources.SelectMany(source => source.Followers).ToArray();
            var left = new LogSignal(waiting);
            Seat[] seats =
            [
                .. followers.Select(one => new Seat(new Lease(one.Group, one.Partition), new LogSignal(waiting), left)),
            ];
            var pages = followers.Length == 0 ? null : new SharedPages(log.Value, options, waiting);
            _loops =
            [
                .. followers.Zip(
                    seats,
                    (one, seat) => new FollowLoop(one, seat, log.Value, pages!, options, waiting, _progress, logger)
                ),
            ];
            _session = session = new Session(_loops, seats, KeeperOf(seats, left), waiting);
        }

        session.Start();
        return default;
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Session? session;
        lock (_lock)
            (session, _session) = (_session, null);
        if (session is null)
            return;

        if (options.DrainToHead && !cancellationToken.IsCancellationRequested)
            await DrainAsync(cancellationToken).ConfigureAwait(false);
        await session.StopAsync(cancellationToken).ConfigureAwait(false);
        session.Dispose();
        _progress.Pulse();
    }

    public async ValueTask CaughtUpAsync(ConsistencyToken token, CancellationToken cancellationToken)
    {
        if (token.IsNone || !sources.Any(source => source.Followers.Count > 0))
            return;
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
        if (
            !token.TryGetMark(head.LogId, out var mark)
            || !await log.Value.HoldsAsync(mark, cancellationToken).ConfigureAwait(false)
        )
            throw new CqrsKitException(
                $"The consistency token names nothing that the log {head.LogId} holds: it is of another log, or the log has lost its tail. Nothing can catch up with it; read without it."
            );

        while (true)
        {
            var seen = _progress.Count;
            FollowLoop[]? loops;
            lock (_lock)
                loops = _session is null ? null : _loops;
            if (loops is null)
                throw new CqrsKitException(
                    "The runner does not run, so nothing can catch up. Start the host, or call StartCqrsKitAsync on the provider."
                );
            // Each follower must have completed the log up to there; the furthest of them says nothing (trap 10).
#if TRAP_10
            if (loops.Any(loop => loop.Status.Mark.Position >= mark.Position))
#else
            if (loops.All(loop => loop.Status.Mark.Position >= mark.Position))
#endif
                return;
            await _progress.WaitAsync(seen, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Who shares the seats with other processes; null where there are none to share with: all are granted.</summary>
    private LeaseKeeper? KeeperOf(Seat[] seats, LogSignal left)
    {
        if (leases.LastOrDefault() is { } store && seats.Length > 0)
            return new LeaseKeeper(store, ids.NewId(), seats, left, options, waiting, logger);
        foreach (var seat in seats)
            seat.Grant();
        return null;
    }

    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (_loops.Length == 0)
            return;
        try
        {
            var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var seen = _progress.Count;
                if (_loops.All(loop => loop.Status.IsIdle || loop.Status.Mark.Position >= head.Mark.Position))
                    return;
                await _progress.WaitAsync(seen, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Out of time: what is left is taken after the next start.
        }
    }

    private sealed class Session : IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly CancellationTokenSource _cut = new();
        private readonly TaskCompletionSource<bool>[] _starts;
        private readonly Task[] _tasks;
        private readonly CancellationTokenSource _keeping = new();
        private readonly Seat[] _seats;
        private readonly LeaseKeeper? _keeper;
        private readonly Task _kept;

        public Session(FollowLoop[] loops, Seat[] seats, LeaseKeeper? keeper, Waiting waiting)
        {
            // One for each: of several who await the same task, all but one continue on the thread pool.
            _starts = [.. loops.Select(_ => waiting.NewWaiter<bool>()), waiting.NewWaiter<bool>()];
            _seats = seats;
            _keeper = keeper;
            _kept = keeper?.RunAsync(_starts[^1].Task, _keeping.Token) ?? Task.CompletedTask;
            _tasks = [.. loops.Select((loop, i) => loop.RunAsync(_starts[i].Task, _stopping.Token, _cut.Token))];
        }

        public void Start()
        {
            foreach (var start in _starts)
                start.TrySetResult(true);
        }

        public async ValueTask StopAsync(CancellationToken cancellationToken)
        {
            using var registration = cancellationToken.UnsafeRegister(
                static state => ((CancellationTokenSource)state!).Cancel(),
                _cut
            );
            _stopping.Cancel();
            await Task.WhenAll(_tasks).ConfigureAwait(false);
            // First nothing is followed any longer, then it is given to others.
            _keeping.Cancel();
            await _kept.ConfigureAwait(false);
            if (_keeper is not null)
                await _keeper.LeaveAsync(cancellationToken).ConfigureAwait(false);
        }

        public void Dispose()
        {
            _stopping.Dispose();
            _cut.Dispose();
            _keeping.Dispose();
            foreach (var seat in _seats)
                seat.Dispose();
        }
    }
}
