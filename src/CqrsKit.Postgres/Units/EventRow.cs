using System;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// Makes events of rows that hold <see cref="Columns"/>, read in their order, which is the cheapest. Texts that are the same
/// from row to row are one string.
/// </summary>
internal sealed class EventRow
{
    /// <summary>What it takes to read an event's payload and to know its place.</summary>
    public const string BareColumns =
        "e.stream, e.name, e.schema_version, e.codec, e.epoch, e.xid, e.n, e.unit, e.data";

    /// <summary>The same, and all else that is known of an event.</summary>
    public const string Columns =
        BareColumns + ", e.version, e.id, e.recorded, e.correlation, e.causation, e.author, e.metadata, e.tags";

    /// <summary>What identifies a stream, where it is joined behind the event's columns.</summary>
    public const string Names = "s.tenant, s.category, s.key";

    /// <summary>Where the names begin.</summary>
    private const int Count = 17;

    /// <summary>Where the place begins: three columns, and the unit.</summary>
    public const int PlaceColumn = 4;

    private string _name = "",
        _codec = "",
        _tenant = "",
        _category = "",
        _user = "";

    private static Position PositionOf(NpgsqlDataReader row, int at) =>
        new((uint)row.GetInt32(at), row.GetFieldValue<ulong>(at + 1), (ulong)row.GetInt32(at + 2));

    public static LogMark MarkOf(NpgsqlDataReader row, int at) => new(PositionOf(row, at), row.GetGuid(at + 3));

    /// <summary>An event of a row of <see cref="BareColumns"/>; what is known of the events of a stream is mostly the same.</summary>
    public RecordedEvent ReadBare(NpgsqlDataReader row, StreamName stream)
    {
        _name = Same(row, 1, _name);
        var schemaVersion = row.GetInt32(2);
        _codec = Same(row, 3, _codec);
        var (position, unit) = MarkOf(row, PlaceColumn);
        return new RecordedEvent(
            stream.InfoOf(_name, schemaVersion, _codec),
            position,
            Version: 0,
            row.GetFieldValue<byte[]>(8)
        )
        {
            UnitId = unit,
        };
    }

    /// <summary>An event of a row of <see cref="Columns"/>; of a row that holds <see cref="Names"/> too where no stream is given.</summary>
    public RecordedEvent Read(NpgsqlDataReader row, StreamId? stream = null)
    {
        _name = Same(row, 1, _name);
        var schemaVersion = row.GetInt32(2);
        _codec = Same(row, 3, _codec);
        var (position, unit) = MarkOf(row, PlaceColumn);
        var data = row.GetFieldValue<byte[]>(8);
        var version = row.GetInt64(9);
        var info = new EventInfo
        {
            Name = _name,
            SchemaVersion = schemaVersion,
            Codec = _codec,
            UnitId = unit,
            EventId = row.GetGuid(10),
            RecordedAt = new DateTimeOffset(row.GetDateTime(11), TimeSpan.Zero),
            CorrelationId = TextOrNull(row, 12),
            CausationId = TextOrNull(row, 13),
            User = row.IsDBNull(14) ? null : _user = Same(row, 14, _user),
            Metadata = Extras.ReadMetadata(row.IsDBNull(15) ? null : row.GetString(15)),
            Tags = Extras.ReadTags(row.IsDBNull(16) ? null : row.GetString(16)),
            Stream = stream ?? NamesOf(row),
        };
        return new RecordedEvent(info, position, version, data);
    }

    private StreamId NamesOf(NpgsqlDataReader row) =>
        new(_tenant = Same(row, Count, _tenant), _category = Same(row, Count + 1, _category), Text(row, Count + 2));

    private static string Text(NpgsqlDataReader row, int column) => StoredText.Read(row.GetString(column));

    private static string? TextOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : Text(row, column);

    /// <summary>A text of a row; the string of the row before where it is the same.</summary>
    public static string Same(NpgsqlDataReader row, int column, string last)
    {
        var text = Text(row, column);
        return text == last ? last : text;
    }
}
