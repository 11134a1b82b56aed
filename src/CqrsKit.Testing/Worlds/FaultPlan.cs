using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// Decides what goes wrong. What happens to a call depends on the seed, the node, the call's name, and how many calls of
/// that name the node has made, and on nothing else, so that leaving something out of a run changes little of the rest.
/// </summary>
internal sealed class FaultPlan(SimulationOptions options, ulong seed, IReadOnlySet<ulong> left) : IFaultPlan
{
    // Calls in a row that may share their trouble.
    private const ulong Burst = 4;

    private readonly Dictionary<(int Node, ulong Call), ulong> _counts = [];

    // In a third of the seeds trouble comes in bursts, as it does on a network: as much of it, but what is tried again fails
    // again. In a third, drawn apart from that, there is little of it: all nodes are there, and get in each other's way.
    private readonly bool _hasBursts = new SimulationRandom(seed, 7).OneIn(3);
    private readonly int _oneIn = new SimulationRandom(seed, 8).OneIn(3) ? options.OneFaultIn * 8 : options.OneFaultIn;

    // In half of the seeds only some kinds of faults happen, each then more often: much is found where others don't get in
    // its way. Source: swarm testing (Groce, Zhang, Eide, Chen and Regehr, 2012).
    private readonly HashSet<FaultKind> _kinds = KindsOf(options, new SimulationRandom(seed, 6));

    /// <summary>The faults that happened, by the calls that they happened to.</summary>
    public List<ulong> Happened { get; } = [];

    public bool IsOn { get; set; } = true;

    public CallFate Next(int node, PortCall call, int running = 0)
    {
        var count = _counts[(node, call.Id)] = _counts.GetValueOrDefault((node, call.Id)) + 1;
        var id = call.Id + ((ulong)node * 1_000_003) + (count * 0x9E3779B97F4A7C15);
        var random = new SimulationRandom(seed, id);
        if (!IsOn || call.Faults.Count == 0 || !Fails(node, call, count, random))
            return new CallFate(random, null);
        FaultKind[] kinds = [.. call.Faults.Where(_kinds.Contains)];
        if (kinds.Length == 0 || left.Contains(id))
            return new CallFate(random, null);
        var kind = random.Pick(kinds);
        Happened.Add(id);
        return new CallFate(random, kind);
    }

    private bool Fails(int node, PortCall call, ulong count, SimulationRandom random)
    {
        // Few calls are commits, and on none does more depend.
        var oneIn = int.Max(1, call.IsCommit ? _oneIn / 4 : _oneIn);
        if (!_hasBursts)
            return random.OneIn(oneIn);
        var burst = call.Id + ((ulong)node * 1_000_003) + (count / Burst * 0xD1B54A32D192ED03) + 10;
        return random.OneIn(2) && new SimulationRandom(seed, burst).OneIn(int.Max(1, oneIn / 2));
    }

    public void Done<T>(CallFate fate, int node, PortCall call, T? answer, Exception? error) { }

    private static HashSet<FaultKind> KindsOf(SimulationOptions options, SimulationRandom random) =>
        random.OneIn(2) ? [.. options.Faults] : [.. options.Faults.Where(_ => random.OneIn(3))];
}
