using System;

namespace CqrsKit.Tests.Simulation;

/// <summary>The same ids and numbers in each run.</summary>
internal sealed class CountedIds : IdSource
{
    private int _ids;
    private uint _state = 12345;

    public override Guid NewId() => new(++_ids, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public override double NextDouble()
    {
        _state = _state * 1664525 + 1013904223;
        return _state / (double)uint.MaxValue * 0.999;
    }
}
