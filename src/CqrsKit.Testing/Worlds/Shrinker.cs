using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// Leaves operations and faults out of a failing run, larger parts first, as long as the same invariant stays broken.
/// Source: delta debugging (Zeller and Hildebrandt, 2002), without its complements.
/// </summary>
internal sealed class Shrinker
{
    private const int MostRuns = 400;

    private readonly Script _script;
    private readonly int _seed;
    private readonly string _kind;
    private Omissions _left = Omissions.None;
    private int _runs;

    private Shrinker(Script script, int seed, string kind) => (_script, _seed, _kind) = (script, seed, kind);

    public static SimulationRun Shrink(Script script, int seed)
    {
        var whole = Runs.Of(script, seed, Omissions.None, traces: false);
        var shrinker = new Shrinker(script, seed, whole.Found[0].Kind);
        int before;
        do
        {
            before = shrinker._left.Operations.Count + shrinker._left.Faults.Count;
            shrinker.LeaveOut(
                Enumerable.Range(0, script.Options.Operations).Except(shrinker._left.Operations).Reverse(),
                (left, more) => left with { Operations = more.Union(left.Operations).ToHashSet() }
            );
            var faults = Runs.Of(script, seed, shrinker._left, traces: false).Faults;
            shrinker.LeaveOut(
                faults.AsEnumerable().Reverse(),
                (left, more) => left with { Faults = more.Union(left.Faults).ToHashSet() }
            );
        } while (shrinker._runs < MostRuns && shrinker._left.Operations.Count + shrinker._left.Faults.Count > before);
        return Runs.Of(script, seed, shrinker._left, traces: true);
    }

    /// <summary>Tries to leave out half of them, then a quarter, and so on down to each by itself.</summary>
    private void LeaveOut<T>(IEnumerable<T> all, Func<Omissions, IEnumerable<T>, Omissions> with)
    {
        var rest = all.ToList();
        for (var size = int.Max(rest.Count / 2, 1); rest.Count > 0; size /= 2)
        {
            for (var at = 0; at < rest.Count && _runs < MostRuns; )
            {
                var part = rest.GetRange(at, int.Min(size, rest.Count - at));
                if (StillFails(with(_left, part)))
                    rest.RemoveRange(at, part.Count);
                else
                    at += part.Count;
            }

            if (size <= 1)
                return;
        }
    }

    private bool StillFails(Omissions left)
    {
        _runs++;
        if (!Runs.Of(_script, _seed, left, traces: false).Found.Any(problem => problem.Kind == _kind))
            return false;
        _left = left;
        return true;
    }
}
