namespace CqrsKit.Testing.Worlds;

/// <summary>Decides what goes wrong.</summary>
internal interface IFaultPlan
{
    /// <summary>Whether faults still happen; not while a simulation comes to rest.</summary>
    bool IsOn { get; set; }

    /// <summary>What becomes of a node's next call of a kind.</summary>
    CallFate Next(int node, PortCall call);
}
