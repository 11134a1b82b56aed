using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Testing.Worlds;

namespace CqrsKit.Testing;

/// <summary>What one seed led to.</summary>
public sealed class SimulationRun
{
    private readonly World _world;
    private readonly IReadOnlyList<HistoryLine> _history;

    internal SimulationRun(World world, int seed, IReadOnlyList<Problem> problems)
    {
        (_world, Seed, Found, _history) = (world, seed, problems, world.Recorder.Lines);
        Problems = [.. problems.Select(problem => problem.ToString())];
    }

    /// <summary>The seed; the same one leads to the same run.</summary>
    public int Seed { get; }

    /// <summary>Whether every invariant held.</summary>
    public bool IsClean => Problems.Count == 0;

    /// <summary>What was broken: the invariant, and where.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>What happened, a line each; empty for the runs of a search but the one that it returns.</summary>
    public IReadOnlyList<string> Trace => _world.Trace.Lines;

    /// <summary>What the checker was given: JSON, a line each. See docs/reliability.md for the format.</summary>
    public IEnumerable<string> History => _history.Select(CqrsKit.Checker.History.Write);

    internal IReadOnlyList<Problem> Found { get; }

    internal Omissions Left => _world.Left;

    internal IReadOnlyList<ulong> Faults => _world.Faults.Happened;

    /// <summary>The seed, the trace and what is broken, for people to read.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"seed {Seed}: {(IsClean ? "nothing is wrong" : $"{Problems.Count} found")}"
        );
        if (Left.Operations.Count + Left.Faults.Count > 0)
            text.Append(
                CultureInfo.InvariantCulture,
                $"; shortened by {Left.Operations.Count} operations and {Left.Faults.Count} faults"
            );
        text.AppendLine();
        foreach (var line in Trace)
            text.AppendLine(line);
        foreach (var problem in Problems)
            text.AppendLine(problem);
        return text.ToString();
    }
}
