using System;

namespace CqrsKit.Reading;

/// <summary>A stretch of an index, as a store is asked for it.</summary>
/// <param name="Index">The index's name within the view.</param>
/// <param name="Prefix">What the encoded values begin with; empty for all.</param>
/// <param name="After">The encoded value and key to begin after, in the direction asked for; null at the beginning.</param>
/// <param name="Descending">Whether to go from high to low, values and keys.</param>
/// <param name="Limit">The most rows.</param>
public sealed record IndexRange(
    string Index,
    ReadOnlyMemory<byte> Prefix,
    IndexCursor? After,
    bool Descending,
    int Limit
);
