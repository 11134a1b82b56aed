using System.Collections.Generic;

namespace CqrsKit.Testing.Worlds;

/// <summary>Faults at chosen calls, and a list of all calls that were made: each is a point at which something may go wrong.</summary>
internal sealed class ChosenFaults(IReadOnlyDictionary<int, FaultKind> chosen) : IFaultPlan
{
    private ulong _messages;

    /// <summary>The calls of stores, in order.</summary>
    public List<PortCall> Points { get; } = [];

    /// <summary>Chosen faults happen in the recovery too.</summary>
    public bool IsOn { get; set; } = true;

    public CallFate Next(int node, PortCall call)
    {
        // What is no call of a store takes its time, and is no point.
        if (call.Faults is [] or [FaultKind.LoseSignal])
            return new CallFate(new SimulationRandom(2, ++_messages), null);
        var point = Points.Count;
        Points.Add(call);
        return new CallFate(
            new SimulationRandom(1, (ulong)point),
            chosen.TryGetValue(point, out var kind) ? kind : null
        );
    }
}
