using System;

namespace CqrsKit.Testing.Worlds;

/// <summary>Ids in a row and numbers by a seed, for one node.</summary>
internal sealed class SeededIds(SimulationRandom random, short node) : IdSource
{
    private int _count;

    public override Guid NewId() => new(++_count, node, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public override double NextDouble() => random.NextDouble();
}
