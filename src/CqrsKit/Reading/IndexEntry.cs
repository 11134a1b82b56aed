using System;

namespace CqrsKit.Reading;

/// <summary>A view's place in one index.</summary>
/// <param name="Index">The index's name within the view.</param>
/// <param name="Value">The encoded value (<see cref="IndexKey.Encoded"/>), compared by bytes.</param>
public sealed record IndexEntry(string Index, ReadOnlyMemory<byte> Value);
