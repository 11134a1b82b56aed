using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// Runs a scenario once for every call of a store in it and every way in which the call can fail; and, after each of
/// these, once for every call of the recovery. The calls are found by recording them.
/// </summary>
internal sealed class CrashPoints
{
    private static readonly FaultKind[] Variants =
    [
        FaultKind.CrashBefore,
        FaultKind.CrashAfter,
        FaultKind.FailBefore,
        FaultKind.LoseAnswer,
        FaultKind.CancelBefore,
        FaultKind.CancelAfter,
    ];

    private readonly Scenario _scenario;
    private readonly Script _script;

    [RequiresDynamicCode("Queries are closed over the views' types.")]
    private CrashPoints(Scenario scenario)
    {
        _scenario = scenario;
        _script = scenario.Simulation.Freeze();
    }

    /// <summary>How many calls the scenario makes where nothing goes wrong.</summary>
    public int Points { get; private set; }

    /// <summary>How many runs had one fault.</summary>
    public int Runs { get; private set; }

    /// <summary>How many runs had another fault in the recovery from the first.</summary>
    public int Recoveries { get; private set; }

    /// <summary>The first run that broke something, with its trace; null where none did.</summary>
    public string? Failure { get; private set; }

    public override string ToString() =>
        $"{_scenario.Name}: {Points} points, {Runs} runs with one fault, {Recoveries} with a second one in the recovery: {(Failure is null ? "all clean" : "broken")}";

    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="stride">The recovery is tried at every call whose number is a multiple of it, beginning elsewhere after each first fault; 1 for all.</param>
    [RequiresDynamicCode("Queries are closed over the views' types.")]
    public static CrashPoints Explore(Scenario scenario, int stride = 1)
    {
        var explored = new CrashPoints(scenario);
        explored.Explore(stride);
        return explored;
    }

    private void Explore(int stride)
    {
        var (clean, found) = Run(new Dictionary<int, FaultKind>(), traces: false);
        Points = clean.Points.Count;
        if (found.Count > 0)
            Fail(new Dictionary<int, FaultKind>());
        for (var point = 0; point < Points && Failure is null; point++)
        {
            foreach (var variant in Variants)
            {
                var one = new Dictionary<int, FaultKind> { [point] = variant };
                var (recovery, problems) = Run(one, traces: false);
                Runs++;
                if (problems.Count > 0)
                    Fail(one);
                if (Failure is not null)
                    return;
                // A call that was cancelled or failed is answered at once; recovery is what a crash or an unknown result needs.
                if (variant is FaultKind.CrashBefore or FaultKind.CrashAfter or FaultKind.LoseAnswer)
                    Recover(one, point, recovery.Points.Count, stride);
            }
        }
    }

    private void Recover(Dictionary<int, FaultKind> first, int point, int end, int stride)
    {
        for (var second = point + 1 + (point % stride); second < end && Failure is null; second += stride)
        {
            foreach (var variant in Variants)
            {
                var both = new Dictionary<int, FaultKind>(first) { [second] = variant };
                Recoveries++;
                if (Run(both, traces: false).Problems.Count > 0)
                    Fail(both);
            }
        }
    }

    private void Fail(Dictionary<int, FaultKind> faults)
    {
        var chosen = new ChosenFaults(faults);
        var world = NewWorld(chosen, traces: true);
        var problems = world.Run(_scenario.Clients);
        var at = faults
            .OrderBy(one => one.Key)
            .Select(one => $"{one.Value} at call {one.Key}, {chosen.Points[one.Key].Name}");
        Failure ??= string.Join(
            Environment.NewLine,
            [
                $"{_scenario.Name}: {string.Join(", then ", at)}",
                .. world.Trace.Lines,
                .. problems.Select(one => one.ToString()),
            ]
        );
    }

    private (ChosenFaults Faults, IReadOnlyList<Problem> Problems) Run(Dictionary<int, FaultKind> faults, bool traces)
    {
        var chosen = new ChosenFaults(faults);
        return (chosen, NewWorld(chosen, traces).Run(_scenario.Clients));
    }

    private World NewWorld(ChosenFaults faults, bool traces) =>
        new(_script, 1, faults, traces) { HasLeases = _scenario.HasLeases };
}
