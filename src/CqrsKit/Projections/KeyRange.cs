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

    /// <summary>
    /// The hash of a key: the same in every process and for ever, as fills that were begun go by it. FNV-1a over the UTF-16
    /// of tenant and key, with the last step of MurmurHash3, which spreads what differs only at the end.
    /// </summary>
    public static uint HashOf(ViewKey key)
    {
        var hash = 2166136261u;
        foreach (var character in key.Tenant)
            hash = (hash ^ character) * 16777619;
        hash = (hash ^ 0x10000) * 16777619;
        foreach (var character in key.Key)
            hash = (hash ^ character) * 16777619;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }
}
