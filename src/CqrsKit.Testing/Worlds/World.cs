using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Setup;

namespace CqrsKit.Testing.Worlds;

/// <summary>One simulation: databases, nodes and clients under one seed.</summary>
internal sealed class World
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLatency = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private static readonly PortCall Pulse = PortCall.Signal("LogSignal.Pulse");
    private static readonly PortCall Restart = PortCall.Network("Restart");
    private static readonly PortCall Snapshot = PortCall.Network("Snapshot");

    private readonly Script _script;
    private readonly NodeBuilder _builder;
    private readonly NodeLife[] _nodes;
    private int _lives;
    private long _looked = -1;

    public World(
        Script script,
        ulong seed,
        IFaultPlan faults,
        bool traces,
        Func<World, string?, SimulatedDatabase>? databases = null
    )
    {
        _script = script;
        Seed = seed;
        Agenda = new Agenda();
        Trace = new TraceLog(Agenda, traces);
        Faults = faults;
        HasLeases = new SimulationRandom(seed, 4).OneIn(2);
        HasBulk = new SimulationRandom(seed, 5).OneIn(2);
        _builder = new NodeBuilder(script, this);
        var life = new NodeLife(0, 0);
        StoreWaiting = new Waiting(new NodeTime(Agenda, life), inline: true);
        StoreIds = new SeededIds(new SimulationRandom(seed, 3), 0);
        databases ??= new MemoryStores().Database;
        Stores = new SimulatedStores(name => databases(this, name), script.ViewStores);
        Recorder = new Recorder(Agenda, Stores, script.Blueprint);
        _nodes =
        [
            .. Enumerable.Range(1, script.Options.Nodes).Select(node => new NodeLife(node, 0) { IsAlive = false }),
        ];
    }

    public ulong Seed { get; }

    public Script Script => _script;

    /// <summary>Whether the nodes share the work by leases.</summary>
    public bool HasLeases { get; init; }

    /// <summary>Whether view stores take new generations in bulk; otherwise these are filled like any other.</summary>
    public bool HasBulk { get; init; }

    /// <summary>At which of its steps each client is that takes steps; beyond the last one once it is done.</summary>
    public SortedDictionary<int, int> Steps { get; } = [];

    /// <summary>Whether every node runs, nothing is under way, and every view has all that is in the log.</summary>
    public bool IsWhole =>
        Array.TrueForAll(_nodes, node => node.IsReady) && Agenda.Deferred == 0 && Recorder.Behind() is null;

    public Agenda Agenda { get; }

    public TraceLog Trace { get; }

    public IFaultPlan Faults { get; }

    /// <summary>The time of the stores.</summary>
    public Waiting StoreWaiting { get; }

    public IdSource StoreIds { get; }

    public SimulatedStores Stores { get; }

    public Recorder Recorder { get; }

    /// <summary>How often the views or the log were set back: what a session had seen before counts no more.</summary>
    public int Losses { get; private set; }

    /// <summary>How often the write store was set back: with it go all connections, and what is under way on them.</summary>
    public int Restores { get; private set; }

    /// <summary>What was seen to be wrong at once, apart from what the history shows.</summary>
    public List<Problem> Found { get; } = [];

    /// <summary>What makes going on pointless: the application cannot be started at all.</summary>
    public Exception? Fatal { get; private set; }

    /// <summary>The nodes that take commands and queries now.</summary>
    public IReadOnlyList<NodeLife> Ready => [.. _nodes.Where(node => node.IsReady)];

    /// <summary>Runs to the end, and says what is wrong.</summary>
    public IReadOnlyList<Problem> Run(IReadOnlyList<Func<World, Task>> programs)
    {
        foreach (var node in _nodes)
            Start(node.Node);
        KeepSnapshots();
        var clients = programs.Select(program => program(this)).ToArray();
        var isDone = Agenda.RunUntil(
            () => Fatal is not null || Array.TrueForAll(clients, one => one.IsCompleted),
            LongestRun
        );
        if (Fatal is not null)
            throw new SimulationException("The application does not start.", Fatal);
        Faults.IsOn = false;
        var isAtRest = isDone && (Agenda.RunUntil(IsAtRest, LongestRest) || IsWhole);
        if (Agenda.Strayed is { } stack)
            return
            [
                new Problem(
                    "Thread",
                    $"Something went on on another thread than the simulation's:{Environment.NewLine}{stack}"
                ),
            ];
        Recorder.SampleAll(_script.Options.Tenants);
        var problems = Verdict.Of(_script, Recorder);
        problems.AddRange(Found);
        if (Array.Find(clients, one => one.IsFaulted)?.Exception is { } error)
            problems.Add(new Problem("Client", error.InnerException!.Message));
        if (!isDone)
            problems.Add(
                new Problem(
                    "Progress",
                    $"The clients are not done: it takes more than {LongestRun}, or goes round in circles."
                )
            );
        else if (!isAtRest)
            problems.Add(
                new Problem(
                    "Progress",
                    $"{Recorder.Behind() ?? "A node does not start"}: more than {LongestRest} after the last fault, or going round in circles."
                )
            );
        return problems;
    }

    /// <summary>Closes what nodes have open.</summary>
    public void Close()
    {
        foreach (var node in _nodes)
            Close(node);
    }

    /// <summary>Ends a node without a word, and starts it again later.</summary>
    public void Crash(NodeLife life, CallFate fate)
    {
        if (!life.IsAlive)
            return;
        End(life, fate);
        // Half of the time it is back at once: nodes get in each other's way only where there are several.
        var absence = fate.Random.OneIn(2) ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(20);
        Agenda.Add(fate.Within(absence), () => Start(life.Node));
    }

    /// <summary>Ends a node without a word, by its number.</summary>
    public void Kill(int node) => Crash(_nodes[node - 1], Faults.Next(node, Restart));

    /// <summary>Ends a node in good order, and starts it again.</summary>
    public void Stop(NodeLife life, CallFate fate) => Agenda.Add(TimeSpan.Zero, () => _ = StopAsync(life, fate), life);

    /// <summary>Sets a store back.</summary>
    public void Lose(CallFate fate)
    {
        var isLog = fate.Fault == FaultKind.LoseLog;
        // They take much with them, so they are rarer than the others.
        if (!fate.Random.OneIn(3) || (!isLog && Stores.Others.Count == 0))
            return;
        var database = isLog ? Stores.Main : fate.Random.Pick(Stores.Others);
        if (isLog)
        {
            foreach (var node in _nodes)
                Crash(node, fate);
        }

        Losses++;
        if (isLog)
            Restores++;
        database.FallBack(fate.Random);
        Recorder.FellBack(database);
        Trace.Add(
            "stores",
            $"{(database.Name is null ? "the write store" : $"'{database.Name}'")} falls back; the log ends at {Recorder.Tail.Position}"
        );
    }

    /// <summary>Tells the nodes that the log has grown, each in its time, and some not at all.</summary>
    public void Signal()
    {
        foreach (var node in _nodes)
        {
            if (node.IsAlive && Faults.Next(node.Node, Pulse) is { Fault: null } fate)
                Agenda.Add(fate.Latency(), () => node.Signal?.Pulse(), node);
        }
    }

    /// <summary>A node that takes calls; waits for one where there is none.</summary>
    public async Task<NodeLife> AnyNodeAsync(SimulationRandom random)
    {
        while (Ready.Count == 0)
            await Agenda.WaitAsync(TimeSpan.FromMilliseconds(200)).ConfigureAwait(false);
        return random.Pick(Ready);
    }

    private void Start(int node)
    {
        var life = new NodeLife(node, ++_lives);
        _nodes[node - 1] = life;
        _ = StartAsync(life);
    }

    private async Task StartAsync(NodeLife life)
    {
        Trace.Add(life, "starts");
        try
        {
            life.Provider = _builder.Build(life);
            await life.Provider.StartCqrsKitAsync(CancellationToken.None).ConfigureAwait(false);
            life.IsReady = life.IsAlive;
            Trace.Add(life, "is ready");
        }
        catch (StartupException error)
        {
            Fatal = error;
        }
#pragma warning disable CA1031 // a node that cannot start is started again
        catch (Exception error)
#pragma warning restore CA1031
        {
            Trace.Add(life, () => $"does not start: {error.Message}");
            Crash(life, Faults.Next(life.Node, Restart));
        }
    }

    private async Task StopAsync(NodeLife life, CallFate fate)
    {
        if (!life.IsReady)
            return;
        life.IsReady = false;
        Trace.Add(life, "is stopped");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), new NodeTime(Agenda, life));
        try
        {
            await life.Provider!.StopCqrsKitAsync(patience.Token).ConfigureAwait(false);
        }
        finally
        {
            Crash(life, fate);
        }
    }

    private void End(NodeLife life, CallFate fate)
    {
        life.IsAlive = life.IsReady = false;
        Trace.Add(life, "ends");
        foreach (var call in life.Running)
            Agenda.Add(fate.Latency(), call.Lose);
        life.Running.Clear();
        // What is under way still arrives.
        Agenda.Add(LongestLatency, () => Close(life));
    }

    private static void Close(NodeLife life)
    {
        foreach (var open in life.Open.AsEnumerable().Reverse().ToArray())
            open.Dispose();
        life.Open.Clear();
    }

    private void KeepSnapshots() =>
        Agenda.Add(
            TimeSpan.FromMilliseconds(Faults.Next(0, Snapshot).Random.Next(20, 600)),
            () =>
            {
                Stores.Main.Keep();
                foreach (var store in Stores.Others)
                    store.Keep();
                if (Faults.IsOn)
                    KeepSnapshots();
            }
        );

    private bool IsAtRest()
    {
        // Looked at now and then: it costs more than what happens in between.
        if (Agenda.Now < _looked)
            return false;
        _looked = Agenda.Now + TimeSpan.FromMilliseconds(50).Ticks;
        return IsWhole;
    }
}
