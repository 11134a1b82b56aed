using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>Fences rise; a batch under a lower one than was given out is not accepted.</summary>
internal sealed class WriterRule(Walk walk) : Rule(walk)
{
    private readonly Dictionary<(string View, int Generation, int Partition), long> _fences = [];

    public override void Passed(HistoryLine line)
    {
        switch (line)
        {
            case FenceRaised raised:
                var place = (raised.View, raised.Generation, raised.Partition);
                if (_fences.TryGetValue(place, out var highest) && raised.Fence <= highest)
                    Walk.Report(Invariant.Fences, $"{Describe(place)} was given fence {raised.Fence} after {highest}.");
                _fences[place] = long.Max(highest, raised.Fence);
                break;
            case BatchApplied applied:
                var at = (applied.View, applied.Generation, applied.Partition);
                var given = _fences.GetValueOrDefault(at);
                if (applied.Fence < given)
                    Walk.Report(
                        Invariant.Fences,
                        $"{Describe(at)} accepted a batch under fence {applied.Fence}, after {given} was given out."
                    );
                _fences[at] = long.Max(given, applied.Fence);
                break;
            case StoreRewound rewound:
                foreach (var known in _fences.Keys.Where(known => known.View == rewound.View).ToArray())
                    _fences.Remove(known);
                break;
        }
    }

    private static string Describe((string View, int Generation, int Partition) place) =>
        $"'{place.View}' {place.Generation}, partition {place.Partition},";
}
