using System;

namespace CqrsKit.Testing.Worlds;

/// <summary>Decides what goes wrong.</summary>
internal interface IFaultPlan
{
    /// <summary>Whether faults still happen; not while a simulation comes to rest.</summary>
    bool IsOn { get; set; }

    /// <summary>What becomes of a node's next call of a kind.</summary>
    /// <param name="node">The node's number.</param>
    /// <param name="call">The kind.</param>
    /// <param name="running">How many commands and queries the node is at, each of which may be cancelled.</param>
    CallFate Next(int node, PortCall call, int running = 0);

    /// <summary>What a call of a store did, whether or not its node hears of it.</summary>
    void Done<T>(CallFate fate, int node, PortCall call, T? answer, Exception? error);
}
