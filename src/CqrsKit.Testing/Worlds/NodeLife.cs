using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Leases;

namespace CqrsKit.Testing.Worlds;

/// <summary>One run of a node, from its start to its end. What it was doing when it died is never heard of again.</summary>
internal sealed class NodeLife(int node, int number)
{
    /// <summary>The node's number; the first is 1.</summary>
    public int Node => node;

    /// <summary>How many lives it has had, this one included.</summary>
    public int Number => number;

    public string Name => $"node {node}";

    public bool IsAlive { get; set; } = true;

    /// <summary>Whether it takes commands and queries.</summary>
    public bool IsReady { get; set; }

    public long PausedUntil { get; set; }

    public TimeSpan ClockError { get; set; }

    /// <summary>What tells it of new events.</summary>
    public LogSignal? Signal { get; set; }

    public IServiceProvider? Provider { get; set; }

    /// <summary>What it has open, and what whoever ends it closes in its place.</summary>
    public List<IDisposable> Open { get; } = [];

    /// <summary>The leases that it was ever told that it holds.</summary>
    public HashSet<Lease> Leases { get; } = [];

    /// <summary>What it was asked and has not answered.</summary>
    public List<RunningCall> Running { get; } = [];
}
