using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The keys whose hashes lie from one number to before another.</summary>
internal readonly record struct KeyRange(long From, long To)
{
    /// <summary>All keys.</summary>
    public static KeyRange All { get; } = new(0, ViewSlice.End);

    public long Width => To - From;

    /// <summary>Whether it can be cut: one hash alone can't be.</summary>
    public bool CanBeCut => Width > 1;

    public static KeyRange Of(long from, long width) => new(from, long.Min(ViewSlice.End, from + width));

    public bool Contains(uint hash) => hash >= From && hash < To;

    /// <summary>The lower half.</summary>
    public KeyRange Cut() => this with { To = From + Width / 2 };

    /// <summary>The number of a key by which ranges go: the upper half of the hash that divides keys into partitions.</summary>
    public static uint HashOf(ViewKey key) => (uint)(KeyHash.Of(key.Tenant, key.Key) >> 32);
}
