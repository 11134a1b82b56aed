using System;

namespace CqrsKit.Writing;

/// <summary>A stream's folded state, stored beside its events.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="SchemaVersion">The version of the aggregate's fold; a state of another version is never read.</param>
/// <param name="Codec">The codec that made the payload.</param>
/// <param name="Data">The payload.</param>
public sealed record StateWrite(StreamId Stream, int SchemaVersion, string Codec, ReadOnlyMemory<byte> Data);
