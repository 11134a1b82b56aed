using System;

namespace CqrsKit.Writing;

/// <summary>A stored state or snapshot. Always disposable: the stream's events make it again.</summary>
/// <param name="Version">The version of the stream that it is the fold of.</param>
/// <param name="SchemaVersion">The version of the aggregate's fold that made it.</param>
/// <param name="Codec">The codec that made the payload.</param>
/// <param name="Data">The payload.</param>
public sealed record StoredState(long Version, int SchemaVersion, string Codec, ReadOnlyMemory<byte> Data);
