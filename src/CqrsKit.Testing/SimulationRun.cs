using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Testing.Worlds;

namespace CqrsKit.Testing;

/// <summary>What one seed led to.</summary>
public sealed class SimulationRun
{
    private readonly IReadOnlyList<string> _trace;
    private readonly IReadOnlyList<HistoryLine> _history;

    internal SimulationRun(
        int seed,
        World world,
        Omissions left,
        IReadOnlyList<ulong> faults,
        IReadOnlyList<Problem> problems
    )
    {
        (Seed, Left, Faults, Found) = (seed, left, faults, problems);
        (_trace, _history) = (world.Trace.Lines, world.Recorder.Lines);
        Problems = [.. problems.Select(problem => problem.ToString())];
    }

    /// <summary>The seed; the same one leads to the same run.</summary>
    public int Seed { get; }

    /// <summary>Whether every invariant held.</summary>
    public bool IsClean => Problems.Count == 0;

    /// <summary>What was broken: the invariant, and where.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>What happened, a line each; empty for the runs of a search but the one that it returns.</summary>
    public IReadOnlyList<string> Trace => _trace;

    /// <summary>What the checker was given: JSON, a line each. See docs/reliability.md for the format.</summary>
    public IEnumerable<string> History => _history.Select(CqrsKit.Checker.History.Write);

    internal IReadOnlyList<Problem> Found { get; }

    internal Omissions Left { get; }

    internal IReadOnlyList<ulong> Faults { get; }

    /// <summary>The seed, the trace and what is broken, for people to read.</summary>
    public override string ToString()
    {
        var left = Left.Operations.Count + Left.Faults.Count;
        var heading = $"seed {Seed}: {(IsClean ? "nothing is wrong" : $"{Problems.Count} found")}";
        if (left > 0)
            heading += $"; shortened by {Left.Operations.Count} operations and {Left.Faults.Count} faults";
        return string.Join(Environment.NewLine, [heading, .. Trace, .. Problems, ""]);
    }
}
