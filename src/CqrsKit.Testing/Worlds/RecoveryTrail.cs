using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// What happens in a recovery. Two points of recoveries are the same one if the same follows: of each node, for each of its
/// tasks (the log and its views, commands, queries, leases), the same calls with the same kinds of answers in the same order,
/// while clients are at the same. What is only asked again and again, with the same answer, counts once.
/// </summary>
internal sealed class RecoveryTrail
{
    private readonly List<Entry> _entries = [];

    public void Made(int number, MadeCall made, IEnumerable<int> steps) =>
        _entries.Add(
            new Entry(
                number,
                StrandOf(made.Node, made.Call),
                steps.Aggregate(Mix(made.Call.Id, (ulong)made.Running), (sum, step) => Mix(sum, (ulong)step))
            )
        );

    public void Done(int node, PortCall call, ulong kind) =>
        _entries.Add(new Entry(null, StrandOf(node, call), Mix(call.Id, kind)));

    /// <summary>The calls, each with what it is known by.</summary>
    public IReadOnlyList<(int Number, ulong Known)> Known()
    {
        var calls = new List<(int Number, ulong Known)>();
        var strands = new Dictionary<ulong, Strand>();
        var known = 0ul;
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (!strands.TryGetValue(entry.Strand, out var strand))
                strands.Add(entry.Strand, strand = new Strand(entry.Strand));
            known -= strand.Digest;
            strand.Take(entry.What);
            known += strand.Digest;
            if (entry.Call is { } number)
                calls.Add((number, Mix(known, Mix(entry.Strand, entry.What))));
        }

        calls.Reverse();
        return calls;
    }

    private static ulong StrandOf(int node, PortCall call)
    {
        ulong task = call.Name switch
        {
            "IViewStore.OpenReaderAsync" => 2,
            _ when call.Name.StartsWith("IWriteStore", StringComparison.Ordinal) => 1,
            _ when call.Name.StartsWith("IViewReader", StringComparison.Ordinal) => 2,
            _ when call.Name.StartsWith("ILeaseStore", StringComparison.Ordinal) => 3,
            _ => 4,
        };
        return ((ulong)node * 10) + task;
    }

    // FNV-1a, by words.
    private static ulong Mix(ulong digest, ulong part) => (digest ^ part) * 1099511628211;

    private readonly record struct Entry(int? Call, ulong Strand, ulong What);

    private sealed class Strand(ulong id)
    {
        private ulong _last;
        private ulong _before;

        public ulong Digest { get; private set; } = Mix(14695981039346656037, id);

        public void Take(ulong what)
        {
            // A call and its answer alternate, so what is repeated is the one before the last.
            var isRepeated = _before == what;
            (_before, _last) = (_last, what);
            if (!isRepeated)
                Digest = Mix(Digest, what);
        }
    }
}
