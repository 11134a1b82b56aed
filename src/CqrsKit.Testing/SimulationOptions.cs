using System;
using System.Collections.Generic;

namespace CqrsKit.Testing;

/// <summary>How large a simulation is, and what may go wrong in it.</summary>
public sealed class SimulationOptions
{
    /// <summary>How many processes run the application; 2 unless set.</summary>
    public int Nodes { get; set; } = 2;

    /// <summary>How many clients send and ask at once, each one thing after the other; 3 unless set.</summary>
    public int Clients { get; set; } = 3;

    /// <summary>The tenants of the clients, who share them evenly; two unless set.</summary>
    public IReadOnlyList<string> Tenants { get; set; } = ["north", "south"];

    /// <summary>How many commands and queries all clients send together; 40 unless set. More finds more, and takes longer.</summary>
    public int Operations { get; set; } = 40;

    /// <summary>One in how many calls of a store goes wrong; 40 unless set. Of commits four times as many do; in a third of the seeds an eighth does.</summary>
    public int OneFaultIn { get; set; } = 40;

    /// <summary>What may go wrong; everything unless set.</summary>
    public IReadOnlyCollection<FaultKind> Faults { get; set; } = Enum.GetValues<FaultKind>();

    /// <summary>How many threads a search uses, each with simulations of its own; the machine's processors unless set.</summary>
    public int Threads { get; set; } = Environment.ProcessorCount;
}
