using System.Collections.Generic;
using System.Linq;
using System.Text;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;
using CqrsKit.Projections;

namespace CqrsKit.Testing.Worlds;

/// <summary>Folds the log into every view, plainly and apart from whatever the application does: what rows ought to be.</summary>
internal sealed class RowFold(IReadOnlyList<Projection> projections, EventRegistry registry)
{
    private readonly Dictionary<(string View, string Tenant, string Key), Row> _rows = [];
    private readonly List<(string Tenant, IEvent Event)> _events = [];

    /// <summary>The events of one tenant, in order.</summary>
    public IReadOnlyList<IEvent> EventsOf(string tenant) =>
        [.. _events.Where(known => known.Tenant == tenant).Select(known => known.Event)];

    /// <summary>The keys that a view has had for a tenant, in the order in which they came up.</summary>
    public IReadOnlyList<string> KeysOf(string view, string tenant) =>
        [.. _rows.Keys.Where(row => row.View == view && row.Tenant == tenant).Select(row => row.Key)];

    /// <summary>Every row that there is, as views.</summary>
    public IReadOnlyList<(string Tenant, string Key, object View)> All() =>
        [
            .. _rows
                .Where(row => row.Value.View is not null)
                .Select(row => (row.Key.Tenant, row.Key.Key, row.Value.View!)),
        ];

    /// <summary>Takes the next event of the log.</summary>
    public IReadOnlyList<FoldLine> Take(RecordedEvent recorded)
    {
        var @event = registry.Read(recorded);
        var info = recorded.Info;
        _events.Add((info.Stream.Tenant, @event));
        var folds = new List<FoldLine>();
        foreach (var projection in projections)
        {
            foreach (var key in projection.KeysOf(@event, info).Distinct())
                folds.Add(Fold(projection, key, @event, recorded));
        }

        return folds;
    }

    /// <summary>Takes what a row could not take, with a projection that can now; returns the row after each event.</summary>
    public IReadOnlyList<(LogMark Mark, string? Text)> Mend(string view, string tenant, string key)
    {
        var projection = projections.First(one => one.Name == view);
        var row = _rows[(view, tenant, key)];
        (var missed, row.Missed) = (row.Missed, null);
        var texts = new List<(LogMark Mark, string? Text)>();
        foreach (var (@event, recorded) in missed ?? [])
        {
            Fold(projection, key, @event, recorded);
            texts.Add((recorded.Mark, row.Text));
        }

        return texts;
    }

    /// <summary>Begins anew, with what is left of the log.</summary>
    public void Reset(IEnumerable<RecordedEvent> log)
    {
        _rows.Clear();
        _events.Clear();
        foreach (var recorded in log)
            Take(recorded);
    }

    private FoldLine Fold(Projection projection, string key, IEvent @event, RecordedEvent recorded)
    {
        var info = recorded.Info;
        var place = (projection.Name, info.Stream.Tenant, key);
        if (!_rows.TryGetValue(place, out var row))
            _rows.Add(place, row = new Row());
        var poison = false;
        if (row.Missed is null)
        {
            try
            {
                row.View = projection.Fold(key, row.View, @event, info);
                row.Text = row.View is null
                    ? null
                    : Encoding.UTF8.GetString(registry.Codec.Encode(row.View, projection.ViewType));
            }
#pragma warning disable CA1031 // whatever a projection throws parks its key
            catch (System.Exception)
#pragma warning restore CA1031
            {
                poison = true;
                row.Missed = [];
            }
        }

        row.Missed?.Add((@event, recorded));
        return new FoldLine(projection.Name, key, row.Text, poison);
    }

    private sealed class Row
    {
        public object? View { get; set; }
        public string? Text { get; set; }

        /// <summary>The events from the one on that could not be taken; null where there is none.</summary>
        public List<(IEvent Event, RecordedEvent Recorded)>? Missed { get; set; }
    }
}
