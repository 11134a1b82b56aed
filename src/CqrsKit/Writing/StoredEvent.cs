using System;

namespace CqrsKit.Writing;

/// <summary>As much of an event of a stream as a state is folded from.</summary>
/// <param name="Version">Its place in the stream.</param>
/// <param name="Name">Its stable name.</param>
/// <param name="SchemaVersion">The version of its stored shape.</param>
/// <param name="Codec">The codec of its payload.</param>
/// <param name="Data">The payload.</param>
public readonly record struct StoredEvent(
    long Version,
    string Name,
    int SchemaVersion,
    string Codec,
    ReadOnlyMemory<byte> Data
);
