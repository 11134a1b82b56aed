using System;
using System.Collections.Generic;

namespace CqrsKit.Testing;

/// <summary>
/// Random numbers that a seed decides, the same in every run and on every machine. Source: SplitMix64 (Steele, Lea and
/// Flood, 2014).
/// </summary>
public sealed class SimulationRandom
{
    private ulong _state;

    internal SimulationRandom(ulong seed, ulong stream) => _state = Mix(seed + Mix(stream));

    /// <summary>A number from 0 up to, and without, <paramref name="end"/>.</summary>
    public int Next(int end) => Next(0, end);

    /// <summary>A number from <paramref name="start"/> up to, and without, <paramref name="end"/>.</summary>
    public int Next(int start, int end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        return start + (int)(NextBits() % (ulong)((long)end - start));
    }

    /// <summary>True once in <paramref name="times"/> times.</summary>
    public bool OneIn(int times) => Next(times) == 0;

    /// <summary>One of the items.</summary>
    public T Pick<T>(params IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return items[Next(items.Count)];
    }

    internal double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    internal ulong NextBits() => Mix(_state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
