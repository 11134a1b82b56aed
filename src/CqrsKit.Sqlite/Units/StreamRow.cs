namespace CqrsKit.Sqlite.Units;

/// <summary>A stream as a write transaction knows it.</summary>
internal sealed class StreamRow(StreamId stream, long id, long version)
{
    public StreamId Stream => stream;

    /// <summary>Its row; 0 while it has none.</summary>
    public long Id { get; set; } = id;

    public long Version { get; set; } = version;
}
