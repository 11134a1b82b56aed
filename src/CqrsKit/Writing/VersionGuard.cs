namespace CqrsKit.Writing;

/// <summary>A stream must be at a version: the number of its events, 0 where it must not exist.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Version">The version it must be at before the unit's own events.</param>
public sealed record VersionGuard(StreamId Stream, long Version) : UnitGuard;
