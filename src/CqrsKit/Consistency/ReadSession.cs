using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Consistency;

/// <summary>
/// Makes the views of a scope's queries meet their contracts: before the handler runs, for the views that it declares,
/// and at each read, for the holes that it touches. While two queries run at once, the stricter demand may hold for both.
/// </summary>
internal sealed class ReadSession(
    IEventLog log,
    ViewTable views,
    ViewSignals signals,
    Waiting waiting,
    MessageContext context
) : IReadGuard
{
    /// <summary>How often a view is looked at that another process's runner may be applying to.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<Demand> _active = [];
    private readonly DemandCheck _check = new(log, context);
    private readonly ReadLanes _lanes = new(waiting);
    private int _count;

    public bool IsActive => Volatile.Read(ref _count) > 0;

    /// <summary>Waits until every declared view meets the contract, and keeps what they are read through.</summary>
    public async ValueTask<Demand> BeginAsync(
        Contract contract,
        IReadOnlyList<Type> declared,
        bool wantsReceipt,
        CancellationToken cancellationToken
    )
    {
        var demand = await _check.ResolveAsync(contract, wantsReceipt, cancellationToken).ConfigureAwait(false);
        try
        {
#if !TRAP_12
            var wanted = declared.Select(views.Find);
#else
            var wanted = views.All;
#endif
            foreach (var view in wanted)
                await MeetAsync(demand, view, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await EndAsync(demand).ConfigureAwait(false);
            throw;
        }

        lock (_lock)
        {
            _active.Add(demand);
            _count = _active.Count;
        }

        return demand;
    }

    /// <summary>What an answer was worth that was read under the demand.</summary>
#pragma warning disable CA1822 // a session gives it, wherever it is kept
    public QueryReceipt Receipt(Demand demand) => demand.Receipt();
#pragma warning restore CA1822

    /// <summary>The query has ended, in whatever way.</summary>
    public async ValueTask EndAsync(Demand demand)
    {
        lock (_lock)
        {
            _active.Remove(demand);
            _count = _active.Count;
        }

        foreach (var lane in demand.End())
            await _lanes.ReleaseAsync(lane).ConfigureAwait(false);
    }

    public async ValueTask<TResult> ReadAsync<TArgs, TResult>(
        ViewSource view,
        IReadOnlyCollection<string>? keys,
        TArgs args,
        Func<IViewReader, TArgs, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken
    )
    {
        var lane = _lanes.Acquire(view.Store);
        try
        {
            while (true)
            {
                var demands = await JoinAsync(view, cancellationToken).ConfigureAwait(false);
                var reader = await lane.EnterAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (demands.Exists(known => known.Status is { HasHoles: true }))
                        await CheckHolesAsync(reader, view, keys, cancellationToken).ConfigureAwait(false);
                    var result = await read(reader, args, cancellationToken).ConfigureAwait(false);
                    var after = await reader.StatusAsync(view.Name, cancellationToken).ConfigureAwait(false);
                    if (demands.TrueForAll(known => known.Status?.Generation == after?.Generation))
                        return result;
                }
                finally
                {
                    lane.Leave();
                }

                // Another generation was made active meanwhile. It has to meet the demands by itself.
                demands.ForEach(known => known.Demand.Forget(view));
            }
        }
        finally
        {
            await _lanes.ReleaseAsync(lane).ConfigureAwait(false);
        }
    }

    public void TouchHole(ViewSource view, ViewKey hole)
    {
        var isStrict = false;
        lock (_lock)
        {
            foreach (var demand in _active)
            {
                demand.Degrade();
                isStrict |= demand.IsStrict;
            }
        }

        if (isStrict)
            throw Misses.Hole(view, hole);
    }

    private async ValueTask MeetAsync(Demand demand, ViewSource view, CancellationToken cancellationToken)
    {
        if (view.IsShared)
        {
            demand.NoteCurrent(view, status: null);
            return;
        }

        var lane = _lanes.Acquire(view.Store);
        try
        {
            await WaitAsync(demand, view, lane, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!demand.Keep(lane))
                await _lanes.ReleaseAsync(lane).ConfigureAwait(false);
        }
    }

    private async ValueTask WaitAsync(
        Demand demand,
        ViewSource view,
        ReadLane lane,
        CancellationToken cancellationToken
    )
    {
        var started = waiting.Time.GetTimestamp();
        var before = demand.Waited;
        while (true)
        {
            var count = signals.Count(view.Name);
            var status = await lane.StatusAsync(view.Name, cancellationToken).ConfigureAwait(false);
            if (await _check.MissAsync(demand, view, status, cancellationToken).ConfigureAwait(false) is not { } miss)
                return;
            if (demand.Contract.OnMiss == OnMiss.Fail)
                throw await NamedAsync(miss, cancellationToken).ConfigureAwait(false);
            var rest = RestOf(demand.Contract.Budget, before + waiting.Time.GetElapsedTime(started));
            if (rest <= TimeSpan.Zero)
                throw await NamedAsync(miss, cancellationToken).ConfigureAwait(false);

            await signals.WaitAsync(view.Name, count, rest, cancellationToken).ConfigureAwait(false);
            demand.Waited = before + waiting.Time.GetElapsedTime(started);
        }
    }

    /// <summary>A view that is behind because the log is held back says by whom (trap 4).</summary>
    private async ValueTask<ContractException> NamedAsync(ContractException miss, CancellationToken cancellationToken)
    {
#if !TRAP_04
        if (miss.Miss == ContractMiss.Behind)
        {
            var by = await log.HeldBackByAsync(cancellationToken).ConfigureAwait(false);
            if (by is not null)
                return Misses.HeldBack(miss, by);
        }
#else
        await default(ValueTask).ConfigureAwait(false);
#endif
        return miss;
    }

    private async ValueTask<List<(Demand Demand, ViewStatus? Status)>> JoinAsync(
        ViewSource view,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            Demand? missing = null;
            var known = new List<(Demand, ViewStatus?)>();
            lock (_lock)
            {
                foreach (var demand in _active)
                {
                    if (demand.TryGet(view, out var status))
                        known.Add((demand, status));
                    else
                        missing = demand;
                }
            }

            if (missing is null)
                return known;
            await MeetAsync(missing, view, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask CheckHolesAsync(
        IViewReader reader,
        ViewSource view,
        IReadOnlyCollection<string>? keys,
        CancellationToken cancellationToken
    )
    {
#if !TRAP_11
        var holes = await reader.HolesAsync(view.Name, context.Tenant, cancellationToken).ConfigureAwait(false);
        foreach (var hole in holes)
        {
            if (keys is null || hole == ViewKey.WholeView || keys.Contains(hole.Key, StringComparer.Ordinal))
                TouchHole(view, hole);
        }
#else
        await default(ValueTask).ConfigureAwait(false);
#endif
    }

    private static TimeSpan RestOf(TimeSpan budget, TimeSpan used)
    {
        if (budget == Timeout.InfiniteTimeSpan)
            return Poll;
        var rest = budget - used;
        return rest < Poll ? rest : Poll;
    }
}
