using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>Decides what goes wrong, and remembers it, so that a run can be repeated without some of it.</summary>
internal sealed class FaultPlan(SimulationOptions options, SimulationRandom random, IReadOnlySet<int> left)
{
    private int _drawn;

    /// <summary>The numbers of the faults that happened.</summary>
    public List<int> Happened { get; } = [];

    /// <summary>Whether faults still happen; not while a simulation comes to rest.</summary>
    public bool IsOn { get; set; } = true;

    public SimulationRandom Random => random;

    /// <summary>A length of time, the longest one included.</summary>
    public TimeSpan Next(TimeSpan longest) => longest * random.NextDouble();

    /// <summary>Draws for a call of a store: one of the kinds that fit it, or mostly nothing.</summary>
    public FaultKind? Draw(params IReadOnlyList<FaultKind> fitting)
    {
        if (!IsOn || !random.OneIn(options.OneFaultIn))
            return null;
        var kind = random.Pick(fitting);
        // A fault that is left out has its number too: those behind it keep theirs.
        if (!options.Faults.Contains(kind) || left.Contains(++_drawn))
            return null;
        Happened.Add(_drawn);
        return kind;
    }
}
