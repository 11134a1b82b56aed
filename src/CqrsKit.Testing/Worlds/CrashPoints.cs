using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// Runs a scenario once for every call of a store in it and every way in which the call can go wrong; and then once more
/// for every call of the recovery from each, in every way. The calls are found by recording them.
/// </summary>
internal sealed class CrashPoints
{
    private readonly Scenario _scenario;
    private readonly Script _script;
    private readonly Func<int, IScenarioStores> _open;
    private readonly int _threads;
    private bool _mayArriveLate = true;
    private volatile Found? _failure;

    [RequiresDynamicCode("Queries are closed over the views' types.")]
    private CrashPoints(Scenario scenario, Func<int, IScenarioStores> open, int threads)
    {
        (_scenario, _open, _threads) = (scenario, open, threads);
        _script = scenario.Simulation.Freeze();
    }

    /// <summary>How many calls the scenario makes where nothing goes wrong.</summary>
    public int Points { get; private set; }

    /// <summary>How many runs had one fault: one for each point and each way.</summary>
    public int Runs { get; private set; }

    /// <summary>How many different calls these made: the same one has the same calls and answers after it.</summary>
    public int RecoveryPoints { get; private set; }

    /// <summary>How many of these were tried.</summary>
    public int RecoveryPointsTried { get; private set; }

    /// <summary>How many runs had another fault in the recovery from the first.</summary>
    public int RecoveryRuns { get; private set; }

    /// <summary>The first run that broke something, with its trace; null where none did.</summary>
    public string? Failure => _failure?.Text;

    public override string ToString() =>
        $"{_scenario.Name}: {Points} of {Points} points, {Runs} runs; in recoveries {RecoveryPointsTried} of {RecoveryPoints} points, {RecoveryRuns} runs";

    /// <summary>Explores a scenario.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="most">How many points of recoveries are tried at most; all unless given.</param>
    /// <param name="open">The stores of each thread; in memory unless given.</param>
    /// <param name="threads">How many threads run scenarios; the machine's processors unless given.</param>
    [RequiresDynamicCode("Queries are closed over the views' types.")]
    public static CrashPoints Explore(
        Scenario scenario,
        int most = int.MaxValue,
        Func<int, IScenarioStores>? open = null,
        int? threads = null
    )
    {
        var explored = new CrashPoints(
            scenario,
            open ?? (_ => new MemoryStores()),
            threads ?? Environment.ProcessorCount
        );
        explored.Explore(most);
        return explored;
    }

    private void Explore(int most)
    {
        List<FirstFault> first = [];
        InThreads([new Dictionary<int, ChosenFault>()], (_, run) => first = [.. FirstFaults(run)]);
        Runs = first.Count;
        if (_failure is null)
            InThreads([.. first.Select(one => one.Faults)], (job, run) => first[job].Recovered(run.Faults));
        if (_failure is not null)
            return;
        var points = first.SelectMany(one => one.Recovery).DistinctBy(one => one.Known).ToArray();
        RecoveryPoints = points.Length;
        // Evenly spread over all of them.
        var every = int.Max(1, (int)Math.Ceiling(points.Length / (double)most));
        var tried = points.Where((_, number) => number % every == 0).ToArray();
        RecoveryPointsTried = tried.Length;
        var second = tried.SelectMany(SecondFaults).ToArray();
        RecoveryRuns = second.Length;
        InThreads(second, (_, _) => { });
    }

    private IEnumerable<FirstFault> FirstFaults(Outcome run)
    {
        Points = run.Faults.Calls.Count;
        _mayArriveLate = run.MayArriveLate;
        if (
            _scenario.Shown.FirstOrDefault(text =>
                !run.Trace.Any(line => line.Contains(text, StringComparison.Ordinal))
            ) is
            { } missing
        )
            _failure ??= new Found(
                0,
                $"{_scenario.Name}: nothing like '{missing}' happens:{Environment.NewLine}{string.Join(Environment.NewLine, run.Trace)}"
            );
        return run.Faults.Calls.SelectMany(
            (call, at) => call.Faults(_mayArriveLate).Select(fault => new FirstFault(at, fault))
        );
    }

    private void InThreads(IReadOnlyDictionary<int, ChosenFault>[] jobs, Action<int, Outcome> done)
    {
        var (next, thread) = (-1, -1);
        Simulation.InThreads(
            int.Min(_threads, jobs.Length),
            () =>
            {
                using var stores = _open(Interlocked.Increment(ref thread));
                for (int job; (job = Interlocked.Increment(ref next)) < jobs.Length && _failure is null; )
                {
                    var run = Run(jobs[job], stores, traces: jobs[job].Count == 0);
                    if (run.Problems.Count > 0)
                        Fail(job, jobs[job], stores);
                    else
                        done(job, run);
                }
            }
        );
    }

    private void Fail(int job, IReadOnlyDictionary<int, ChosenFault> faults, IScenarioStores stores)
    {
        var run = Run(faults, stores, traces: true);
        var at = faults
            .OrderBy(one => one.Key)
            .Select(one =>
                $"{one.Value.Kind}({one.Value.Which}) at call {one.Key}, {run.Faults.Calls[one.Key].Call.Name}"
            );
        var text = string.Join(
            Environment.NewLine,
            [
                $"{_scenario.Name}: {(faults.Count == 0 ? "without any fault" : string.Join(", then ", at))}",
                .. run.Trace,
                .. run.Problems.Select(one => one.ToString()),
            ]
        );
        lock (_script)
        {
            if (_failure is null || _failure.Job > job)
                _failure = new Found(job, text);
        }
    }

    private Outcome Run(IReadOnlyDictionary<int, ChosenFault> faults, IScenarioStores stores, bool traces)
    {
        var chosen = new ChosenFaults(faults);
        stores.Clear();
        _scenario.Begin();
        var world = new World(_script, 1, chosen, traces, stores.Database)
        {
            HasLeases = _scenario.HasLeases,
            HasBulk = _scenario.HasBulk,
        };
        chosen.World = world;
        try
        {
            var problems = world.Run(_scenario.Clients);
            return new Outcome(chosen, problems, world.Trace.Lines, stores.MayArriveLate);
        }
        finally
        {
            world.Close();
            chosen.World = null;
        }
    }

    private sealed record Found(int Job, string Text);

    private sealed record Outcome(
        ChosenFaults Faults,
        IReadOnlyList<Problem> Problems,
        IReadOnlyList<string> Trace,
        bool MayArriveLate
    );

    private IEnumerable<IReadOnlyDictionary<int, ChosenFault>> SecondFaults(RecoveryPoint point) =>
        point
            .Call.Faults(_mayArriveLate)
            .Select(second => new Dictionary<int, ChosenFault>
            {
                [point.First.At] = point.First.Fault,
                [point.Number] = second,
            });

    private sealed class FirstFault(int at, ChosenFault fault)
    {
        public int At => at;

        public ChosenFault Fault => fault;

        public IReadOnlyDictionary<int, ChosenFault> Faults { get; } =
            new Dictionary<int, ChosenFault> { [at] = fault };

        public IReadOnlyList<RecoveryPoint> Recovery { get; private set; } = [];

        public void Recovered(ChosenFaults run) =>
            Recovery = [
                .. run.Recovery().Select(one => new RecoveryPoint(this, one.Number, run.Calls[one.Number], one.Known)),
            ];
    }

    private sealed record RecoveryPoint(FirstFault First, int Number, MadeCall Call, ulong Known);
}
