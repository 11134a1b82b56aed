using System;

namespace CqrsKit.Testing.Worlds;

/// <summary>What becomes of one call, and the numbers that all about it is drawn from.</summary>
internal readonly record struct CallFate(SimulationRandom Random, FaultKind? Fault)
{
    /// <summary>A length of time.</summary>
    public TimeSpan Within(TimeSpan longest) => longest * Random.NextDouble();

    /// <summary>How long a message is under way.</summary>
    public TimeSpan Latency() => TimeSpan.FromMicroseconds(Random.Next(20, 400));
}
