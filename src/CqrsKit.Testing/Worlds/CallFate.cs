using System;

namespace CqrsKit.Testing.Worlds;

/// <summary>What becomes of one call, and the numbers that all about it is drawn from.</summary>
/// <param name="Random">The numbers.</param>
/// <param name="Fault">What goes wrong; null for nothing.</param>
/// <param name="Which">Which of the ways in which it can go wrong, where that was chosen.</param>
internal readonly record struct CallFate(SimulationRandom Random, FaultKind? Fault, int? Which = null)
{
    /// <summary>A length of time.</summary>
    public TimeSpan Within(TimeSpan longest) => longest * Random.NextDouble();

    /// <summary>One of several ways.</summary>
    public int OneOf(int ways) => Which ?? Random.Next(ways);

    /// <summary>How long a message is under way.</summary>
    public TimeSpan Latency() => TimeSpan.FromMicroseconds(Random.Next(20, 400));
}
