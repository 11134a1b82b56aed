using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;

namespace CqrsKit.Writing;

/// <summary>
/// Folds the units of a group into the inline views in force. The rows are read once for the group and kept in memory, so
/// that a unit sees what the units before it make of them, as it will inside the store's transaction.
/// </summary>
internal sealed class InlineFold
{
    private readonly FrozenDictionary<string, ViewRegistration> _known;
    private readonly IPayloadCodec _codec;
    private volatile ViewRegistration[] _folded;
    private volatile IReadOnlyList<InlineView>? _lastInForce;

    public InlineFold(IEnumerable<ViewRegistration> views, IPayloadCodec codec)
    {
        var known = new Dictionary<string, ViewRegistration>(StringComparer.Ordinal);
        foreach (var view in views)
            known.TryAdd(view.Projection.Name, view);
        _known = known.ToFrozenDictionary(StringComparer.Ordinal);
        _codec = codec;
        _folded = Sorted(known.Values.Where(view => view.Options.Placement == ViewPlacement.Inline));
    }

    /// <summary>Whether the unit must be folded: there are inline views, or the store says that there are others.</summary>
    public bool IsNeededFor(QueuedUnit unit) => _folded.Length > 0 || unit.Refolds > 0;

    /// <summary>Folds each unit, or gives it the error that its fold ends with.</summary>
    public async ValueTask FoldAsync(
        IReadOnlyList<QueuedUnit> units,
        Func<IReadOnlyCollection<InlineKey>, ValueTask<InlineRows>> loadAsync
    )
    {
        while (true)
        {
            var folded = _folded;
            var touches = units.Select(unit => Touch.AllOf(unit, folded, _codec)).ToArray();
            var keys = KeysOf(touches);
            var rows =
                keys.Count == 0 && _lastInForce is { } last && units.All(unit => unit.Refolds == 0)
                    ? new InlineRows(last, [])
                    : await loadAsync(keys).ConfigureAwait(false);
            _lastInForce = rows.InForce;

            var missing = rows
                .InForce.Where(view => !folded.Any(known => known.Projection.Name == view.View))
                .ToArray();
            if (missing.Length == 0)
            {
                FoldAll(units, touches, rows);
                return;
            }
            // Still in force though registered on another rung here: it is kept up to date until it is switched off.
            if (missing.All(view => _known.ContainsKey(view.View)))
            {
                _folded = Sorted(folded.Concat(missing.Select(view => _known[view.View])));
                continue;
            }
            var unknown = missing.First(view => !_known.ContainsKey(view.View));
            foreach (var unit in units)
                unit.Error = new CqrsKitException(
                    $"The inline view '{unknown.View}' is in force in the write store, and this application does not register it, so it cannot commit without making the view wrong. Nothing was written. Register the view, or drop it from the store."
                );
            return;
        }
    }

    private void FoldAll(IReadOnlyList<QueuedUnit> units, List<Touch>[] touches, InlineRows rows)
    {
        var overlay = new Dictionary<InlineKey, InlineRow>();
        foreach (var row in rows.Rows)
            overlay[row.Key] = row;
        for (var i = 0; i < units.Count; i++)
        {
            var writes = new List<InlineWrite>();
            foreach (var view in touches[i].Count == 0 ? [] : rows.InForce)
            {
                units[i].Error = FoldOne(units[i], touches[i], view, overlay, writes);
                if (units[i].Error is not null)
                    break;
            }
            // A unit that fails leaves no rows to the units after it.
            if (units[i].Error is not null)
                continue;
            foreach (var write in writes)
                Overlay(overlay, write);
            units[i].Folded = units[i].Unit with { InlineViews = rows.InForce, InlineWrites = writes };
        }
    }

    private CqrsKitException? FoldOne(
        QueuedUnit unit,
        List<Touch> touches,
        InlineView view,
        Dictionary<InlineKey, InlineRow> overlay,
        List<InlineWrite> into
    )
    {
        var registration = _known[view.View];
        var fold = new ViewFold(registration.Projection, _codec);
        var brought = new HashSet<ViewKey>();
        var writes = new List<(ViewKey Key, InlineWrite Write)>();
        foreach (var touch in touches)
        {
            if (touch.View.Projection.Name != view.View)
                continue;
            var info = unit.Unit.Events[touch.Event].Info;
            if (touch.Error is { } error)
            {
                if (!registration.Options.ParksInline)
                    return Failure(view, info, error);
                var parked = new InlineParked(ViewKey.WholeView, info.EventId, Describe(error));
                writes.Add((parked.Key, new InlineWrite(view, null, parked)));
                continue;
            }
            foreach (var key in touch.Keys)
            {
                if (!fold.Has(key))
                {
                    Bring(fold, key, overlay.GetValueOrDefault(new InlineKey(view.View, key.Tenant, key.Key)));
                    brought.Add(key);
                }
                fold.Fold(key, unit.Events[touch.Event], info, new LogMark(Position.Start, unit.Unit.UnitId));
            }
        }

        var result = fold.Finish();
        foreach (var write in result.Writes)
        {
            var key = new InlineKey(view.View, write.Key.Tenant, write.Key.Key);
            var version = overlay.TryGetValue(key, out var row) ? row.RowVersion : 0;
            writes.Add((write.Key, new InlineWrite(view, write with { ExpectedRowVersion = version }, null)));
            brought.Remove(write.Key);
        }
        foreach (var parked in result.Parked)
        {
            if (parked.Error is { } error && !registration.Options.ParksInline)
                return Failure(view, parked.Info, error);
            var write = new InlineParked(parked.Key, parked.Info.EventId, Describe(parked.Error));
            writes.Add((parked.Key, new InlineWrite(view, null, write)));
            brought.Remove(parked.Key);
        }
        // Folded from nothing into nothing: still guarded, for somebody else may have made the row meanwhile.
        foreach (var key in brought)
        {
            var version = overlay.GetValueOrDefault(new InlineKey(view.View, key.Tenant, key.Key))?.RowVersion ?? 0;
            var nothing = new ViewWrite
            {
                Key = key,
                Data = null,
                ExpectedRowVersion = version,
            };
            writes.Add((key, new InlineWrite(view, nothing, null)));
        }
        // Sorted, so that two units take the rows in the same order; stable, so that parked events keep theirs.
        into.AddRange(writes.Count < 2 ? writes.Select(w => w.Write) : writes.OrderBy(w => w.Key).Select(w => w.Write));
        return null;
    }

    private static void Bring(ViewFold fold, ViewKey key, InlineRow? row) =>
        fold.Add(
            key,
            row?.Data is { } data ? new StoredView(key, data, row.RowVersion) : null,
            isParked: row?.Parked == true
        );

    private static void Overlay(Dictionary<InlineKey, InlineRow> overlay, InlineWrite write)
    {
        var (view, row, parked) = write;
        var viewKey = row?.Key ?? parked!.Key;
        var key = new InlineKey(view.View, viewKey.Tenant, viewKey.Key);
        var before = overlay.GetValueOrDefault(key) ?? new InlineRow(key, 0, null, false);
        if (row is not null)
            before = before with
            {
                // Deleting a row counts as writing it; deleting none does not.
                RowVersion = row.Data is null && before.Data is null ? before.RowVersion : row.ExpectedRowVersion + 1,
                Data = row.Data,
            };
        overlay[key] = parked is null ? before : before with { Parked = true };
    }

    private static List<InlineKey> KeysOf(List<Touch>[] touches)
    {
        var keys = new HashSet<InlineKey>();
        foreach (var touch in touches.SelectMany(list => list))
        foreach (var key in touch.Keys)
            keys.Add(new InlineKey(touch.View.Projection.Name, key.Tenant, key.Key));
        var sorted = keys.ToList();
        sorted.Sort(Compare);
        return sorted;
    }

    private static int Compare(InlineKey left, InlineKey right)
    {
        var view = string.CompareOrdinal(left.View, right.View);
        return view != 0 ? view : new ViewKey(left.Tenant, left.Key).CompareTo(new ViewKey(right.Tenant, right.Key));
    }

    private static ViewRegistration[] Sorted(IEnumerable<ViewRegistration> views) =>
        [.. views.OrderBy(view => view.Projection.Name, StringComparer.Ordinal)];

    private static CqrsKitException Failure(InlineView view, EventInfo info, Exception error) =>
        new(
            $"The inline view '{view.View}' cannot take the event '{info.Name}' of stream {info.Stream}: {Describe(error)} Nothing was written. Correct the projection, or register the view with Inline(park: true).",
            error
        );

    private static string? Describe(Exception? error) =>
        error is null ? null : $"{error.GetType().Name}: {error.Message}";
}
