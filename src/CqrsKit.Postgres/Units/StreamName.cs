using CqrsKit.Events;

namespace CqrsKit.Postgres.Units;

/// <summary>A stream as the log's rows refer to it, with its names.</summary>
internal sealed class StreamName(StreamId id)
{
    private EventInfo? _info;

    public StreamId Id => id;

    /// <summary>What there is to know of an event beside its payload, where nothing else is wanted; one object for those alike.</summary>
    public EventInfo InfoOf(string name, int schemaVersion, string codec)
    {
        if (_info is { } known && known.Name == name && known.SchemaVersion == schemaVersion && known.Codec == codec)
            return known;
        return _info = new EventInfo
        {
            Stream = id,
            UnitId = default,
            EventId = default,
            RecordedAt = default,
            Name = name,
            SchemaVersion = schemaVersion,
            Codec = codec,
        };
    }
}
