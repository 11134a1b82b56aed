using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>
/// A page holds exactly what the log has between its two ends. Counts and sums of hashes for each name of events tell that
/// without going through the log for each page; it is looked at only to say what is missing.
/// </summary>
internal sealed class PageRule(Walk walk) : Rule(walk)
{
    private readonly Dictionary<string, Tally> _byName = [];
    private readonly Dictionary<PageRead, (Tally Before, int Depth)> _starts = new(ReferenceEqualityComparer.Instance);
    private Tally _all;

    public override void Appended(Node node) => Count(node, 1);

    public override void Lost(Node node) => Count(node, -1);

    public override void Reached(HistoryLine observed, int line)
    {
        if (observed is PageStart start)
            _starts[start.Page] = (TallyOf(start.Page), Walk.Log.Count);
        else if (observed is PageRead page)
            Compare(page, line);
    }

    private void Compare(PageRead page, int line)
    {
        if (!_starts.TryGetValue(page, out var start))
        {
            Walk.Report(
                Invariant.Complete,
                $"'{page.Reader}' was handed a page that ends at {page.Through}, before it begins.",
                line
            );
            return;
        }

        var seen = default(Tally);
        foreach (var mark in page.Events)
            seen = seen.With(mark, 1);
        var there = TallyOf(page).Less(start.Before);
        if (seen == there)
            return;
        var handed = page.Events.ToHashSet();
        var missing = Walk
            .Log.Skip(start.Depth)
            .FirstOrDefault(node =>
                page.Names?.Contains(node.Event.Name) != false && !handed.Contains(node.Event.Mark)
            );
        Walk.Report(
            Invariant.Complete,
            missing is null
                ? $"'{page.Reader}' was handed events up to {page.Through} that the log does not have there."
                : $"'{page.Reader}' was told that the log is complete through {page.Through}, without event {missing.Event.Id} at {missing.Event.Mark}.",
            line
        );
    }

    private void Count(Node node, int by)
    {
        _all = _all.With(node.Event.Mark, by);
        _byName[node.Event.Name] = _byName.GetValueOrDefault(node.Event.Name).With(node.Event.Mark, by);
    }

    private Tally TallyOf(PageRead page)
    {
        if (page.Names is not { } names)
            return _all;
        var sum = default(Tally);
        foreach (var name in names)
            sum = sum.And(_byName.GetValueOrDefault(name));
        return sum;
    }

    private readonly record struct Tally(long Count, ulong Sum)
    {
        public Tally With(Mark mark, int by) => new(Count + by, by > 0 ? Sum + Hash(mark) : Sum - Hash(mark));

        public Tally And(Tally other) => new(Count + other.Count, Sum + other.Sum);

        public Tally Less(Tally other) => new(Count - other.Count, Sum - other.Sum);

        // SplitMix64's finalizer (Steele, Lea and Flood, 2014), over each part of the mark.
        private static ulong Hash(Mark mark)
        {
            Span<byte> unit = stackalloc byte[16];
            mark.Unit.TryWriteBytes(unit);
            var hash = Mix(mark.Epoch + 0x9E3779B97F4A7C15);
            hash = Mix(hash ^ mark.Major);
            hash = Mix(hash ^ mark.Minor);
            hash = Mix(hash ^ BitConverter.ToUInt64(unit));
            return Mix(hash ^ BitConverter.ToUInt64(unit[8..]));
        }

        private static ulong Mix(ulong x)
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
