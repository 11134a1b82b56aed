using System;

namespace CqrsKit.Stores.Raw;

/// <summary>One event to append by hand.</summary>
internal readonly record struct RawAppend(
    string Category,
    string Key,
    long Expected,
    Guid Unit,
    Guid Event,
    string Name,
    long Recorded,
    byte[] Data
);
