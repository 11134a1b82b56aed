using System;
using System.Threading;

namespace CqrsKit.Testing.Worlds;

/// <summary>A command or query that a node is at.</summary>
internal sealed class RunningCall(string op, Action lost)
{
    public string Op => op;

    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>Tells the client that the node is gone.</summary>
    public void Lose() => lost();
}
