namespace CqrsKit.Writing;

/// <summary>A stream and the version it is at.</summary>
public readonly record struct StreamVersion(StreamId Stream, long Version);
