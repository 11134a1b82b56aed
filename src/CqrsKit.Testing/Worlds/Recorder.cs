using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>Writes the history: what was invoked, answered, and seen in the stores at the very moment.</summary>
internal sealed class Recorder(Agenda agenda, SimulatedStores stores, Blueprint blueprint)
{
    private readonly List<RecordedEvent> _log = [];
    private readonly Dictionary<Guid, WriteUnit> _units = [];
    private readonly HashSet<Guid> _withoutEvents = [];
    private readonly HashSet<string> _known = [];
    private readonly HashSet<string> _everActive = [];
    private readonly HashSet<string> _filled = []; // views that have been read since their store was last empty
    private int _unattributed;

    public List<HistoryLine> Lines { get; } = [];

    public RowFold Fold { get; } = new(blueprint.Projections, blueprint.Registry);

    /// <summary>The first row that broke one of the user's own invariants.</summary>
    public string? Broken { get; private set; }

    /// <summary>The log's end.</summary>
    public LogMark Tail => _log.Count == 0 ? LogMark.Start : _log[^1].Mark;

    public long Time => agenda.Now / TimeSpan.TicksPerMicrosecond;

    public static Mark MarkOf(LogMark mark) =>
        new(mark.Position.Epoch, mark.Position.Major, mark.Position.Minor, mark.UnitId);

    public static string StreamOf(StreamId stream) => $"{stream.Category}/{stream.Key}";

    /// <summary>The units of a group were committed, or refused.</summary>
    public void Committed(IReadOnlyList<WriteUnit> units, IReadOnlyList<UnitOutcome> outcomes)
    {
        foreach (var unit in units)
            _units[unit.UnitId] = unit;
        var page = stores.Main.Observer.Writes!.Log.ReadAsync(Tail.Position, LogFilter.All, 1000, default).Now();
        var recorded = page.Events.GroupBy(one => one.Info.UnitId).ToArray();
        foreach (var unit in recorded)
            Add(_units[unit.Key], [.. unit]);
        for (var i = 0; i < units.Count; i++)
        {
            var (unit, outcome) = (units[i], outcomes[i]);
            if (outcome.Result == UnitResult.Committed && unit.Events.Count == 0 && _withoutEvents.Add(unit.UnitId))
                Add(unit, []);
        }

        foreach (var inline in recorded.SelectMany(unit => _units[unit.Key].InlineWrites))
        {
            var key = inline.Write?.Key ?? inline.Parked!.Key;
            Sample(stores.Main, new GenerationId(inline.View.View, inline.View.Generation), Tail, [key]);
        }
    }

    /// <summary>A page of the log was handed to a node.</summary>
    public void Handed(NodeLife life, Position after, LogFilter filter, LogPage page)
    {
        if (page.CompleteThrough.Position <= after || page.CompleteThrough.UnitId == Guid.Empty)
            return;
        Lines.Add(
            new PageRead(
                Time,
                life.Name,
                MarkOf(MarkAt(after)),
                MarkOf(page.CompleteThrough),
                [.. page.Events.Select(one => MarkOf(one.Mark))],
                filter.EventNames?.ToArray()
            )
        );
    }

    public void Built(ViewGeneration generation)
    {
        _known.Add(generation.Id.View);
        // A view's first generation is read at once, and is merely behind; so is a subscription's.
        var isFirst = !_filled.Contains(generation.Id.View);
        var head = isFirst || blueprint.Find(generation.Id.View) is null ? (Mark?)null : MarkOf(Tail);
        Lines.Add(new GenerationBuilt(Time, generation.Id.View, generation.Id.Number, head));
    }

    public void Switched(string view, int? to, LogMark through)
    {
        _everActive.Add(view);
        _filled.Add(view);
        Lines.Add(new GenerationSwitched(Time, view, MarkOf(through), to));
    }

    public void Shown(string view, ViewStatus? status)
    {
        if (status is not null)
            Lines.Add(new GenerationRead(Time, view, status.Generation.Number, MarkOf(status.Mark)));
    }

    public void Raised(GenerationId generation, int partition, long fence) =>
        Lines.Add(new FenceRaised(Time, generation.View, generation.Number, partition, fence));

    public void Applied(SimulatedDatabase database, ViewBatch batch)
    {
        var id = batch.Generation;
        Lines.Add(new BatchApplied(Time, id.View, id.Number, batch.Partition, batch.Fence));
        if (blueprint.Find(id.View) is not null)
            Sample(
                database,
                id,
                batch.Next,
                [.. batch.Writes.Select(one => one.Key), .. batch.Parked.Select(one => one.Key), .. batch.Unparked]
            );
    }

    /// <summary>A part of a new generation was stored; with the last one it has its checkpoint, and can be looked at.</summary>
    public void Filled(SimulatedDatabase database, ViewSlice slice)
    {
        var id = slice.Generation;
        Lines.Add(new BatchApplied(Time, id.View, id.Number, 0, slice.Fence));
        if (slice.To == ViewSlice.End && slice.From != slice.To)
            Sample(
                database,
                id,
                slice.Target,
                [.. slice.Rows.Select(one => one.Key), .. slice.Parked.SelectMany(part => part).Select(one => one.Key)]
            );
    }

    /// <summary>A view can take the events of a row that it could not take.</summary>
    public void Mended(string view, string tenant, string key) =>
        Lines.Add(
            new KeyMended(
                Time,
                view,
                tenant,
                key,
                [.. Fold.Mend(view, tenant, key).Select(one => new MendedLine(MarkOf(one.Mark), one.Text))]
            )
        );

    /// <summary>A database went back to an earlier state.</summary>
    public void FellBack(SimulatedDatabase database)
    {
        if (database.Name is null)
            ShortenLog();
        foreach (var view in _known.Where(name => StoreOf(name) == database.Name))
        {
            var active = ActiveOf(database, view);
            if (active is null)
                _filled.Remove(view);
            Lines.Add(new StoreRewound(Time, view, active?.Id.Number));
        }
    }

    /// <summary>Every row of every stored view, and those that ought to be there.</summary>
    public void SampleAll(IReadOnlyList<string> tenants)
    {
        foreach (var view in blueprint.Stored)
        {
            var database = stores.Of(view.Options.Store);
            if (ActiveOf(database, view.Projection.Name) is not { } active)
                continue;
            var scanned = database
                .Observer.Views.ScanAsync(active.Id, null, 1000, default)
                .Now()
                .Select(row => row.Key);
            var expected = tenants.SelectMany(tenant =>
                Fold.KeysOf(view.Projection.Name, tenant).Select(key => new ViewKey(tenant, key))
            );
            foreach (var rows in scanned.Union(expected).GroupBy(key => key.PartitionOf(active.Partitions)))
                Sample(database, active.Id, CheckpointsOf(database, active)[rows.Key].Mark, [.. rows]);
        }
    }

    /// <summary>A view or subscription that has not caught up; null where all have.</summary>
    public string? Behind()
    {
        foreach (var name in _everActive)
        {
            var database = stores.Of(StoreOf(name));
            if (ActiveOf(database, name) is not { } active)
                return $"'{name}' has no active generation";
            var lowest = CheckpointsOf(database, active).MinBy(one => one.Mark.Position)!.Mark;
            if (lowest != Tail)
                return $"'{name}' stands at {lowest.Position}, and the log ends at {Tail.Position}";
        }

        return null;
    }

    /// <summary>Where a view lies, or what a subscription keeps, which is beside the log.</summary>
    private string? StoreOf(string name) => blueprint.Find(name)?.Options.Store;

    /// <summary>Whether a generation is one that nodes follow the log for: the active one, and not kept up by commands.</summary>
    public static bool IsFollowed(SimulatedDatabase database, GenerationId generation) =>
        ActiveOf(database, generation.View) is { Mode: ViewMode.Async } active && active.Id == generation;

    private static ViewGeneration? ActiveOf(SimulatedDatabase database, string view) =>
        database
            .Observer.Views.GenerationsAsync(view, default)
            .Now()
            .FirstOrDefault(one => one.State == GenerationState.Active);

    private static IReadOnlyList<Checkpoint> CheckpointsOf(SimulatedDatabase database, ViewGeneration generation) =>
        database.Observer.Views.CheckpointsAsync(generation.Id, default).Now();

    private void Add(WriteUnit unit, RecordedEvent[] events)
    {
        var info = events.Length == 0 ? null : events[0].Info;
        Guid? cause = Guid.TryParseExact(info?.CausationId, "D", out var id) ? id : null;
        var op = cause is null ? info?.CorrelationId : null;
        if (info is not null && op is null && cause is null)
        {
            op = $"unattributed {++_unattributed}";
            Lines.Add(new CommandInvoked(Time, op, info.Stream.Tenant, info.Name));
        }

        var lines = new List<EventLine>();
        foreach (var one in events)
        {
            _log.Add(one);
            var (stream, name) = (StreamOf(one.Info.Stream), one.Info.Name);
            var tenant = one.Info.Stream.Tenant;
            lines.Add(
                new EventLine(one.Info.EventId, MarkOf(one.Mark), tenant, stream, one.Version, name, Fold.Take(one))
            );
        }

        var guards = unit.Guards.OfType<VersionGuard>().Select(one => new VersionOf(StreamOf(one.Stream), one.Version));
        Lines.Add(new UnitRecorded(Time, unit.UnitId, lines, op, cause, KeyOf(unit, cause), [.. guards]));
    }

    private static string? KeyOf(WriteUnit unit, Guid? cause) =>
        unit.Outcome?.Key is not { } key ? null
        : cause is null ? $"{key.Tenant}/{key.Value}"
        : $"{key.Tenant}/{key.Scope}/{key.Value}";

    private void Sample(
        SimulatedDatabase database,
        GenerationId generation,
        LogMark through,
        IReadOnlyCollection<ViewKey> keys
    )
    {
        keys = [.. keys.Distinct()];
        var rows = database
            .Observer.Views.LoadAsync(generation, 0, long.MaxValue, keys, default)
            .Now()!
            .ToDictionary(row => row.Key);
        var parked = database
            .Observer.Views.ParkedAsync(generation, null, null, default)
            .Now()
            .Select(one => one.Key)
            .ToHashSet();
        foreach (var key in keys)
        {
            var row = rows.GetValueOrDefault(key);
            var text = row is null ? null : Encoding.UTF8.GetString(row.Data.Span);
            Lines.Add(
                new RowSampled(
                    Time,
                    generation.View,
                    generation.Number,
                    MarkOf(through),
                    key.Tenant,
                    key.Key,
                    text,
                    parked.Contains(key)
                )
            );
            if (row is not null)
                Broken ??= blueprint.Broken(generation.View, row);
        }
    }

    private LogMark MarkAt(Position position)
    {
        var at = _log.FindLastIndex(one => one.Position <= position);
        return at < 0 ? LogMark.Start : _log[at].Mark;
    }

    private void ShortenLog()
    {
        var left = stores
            .Main.Observer.Writes!.Log.ReadAsync(Position.Start, LogFilter.All, 1000, default)
            .Now()
            .Events;
        if (left.Count == _log.Count)
            return;
        Lines.Add(new TailLost(Time, left.Count == 0 ? Mark.Start : MarkOf(left[^1].Mark)));
        _log.RemoveRange(left.Count, _log.Count - left.Count);
        Fold.Reset(_log);
    }
}
