using System;

namespace CqrsKit.Reading;

/// <summary>A place in an index: an encoded value, and the key that breaks ties.</summary>
public sealed record IndexCursor(ReadOnlyMemory<byte> Value, string Key);
