using System;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>Makes events of rows that hold <see cref="Columns"/>. Texts that are the same from row to row are one string.</summary>
internal sealed class EventRow
{
    public const string Columns =
        "e.epoch, e.xid, e.n, e.unit, e.name, e.version, e.id, e.schema_version, e.codec, e.recorded, e.correlation, e.causation, e.author, e.metadata, e.tags, e.data, s.tenant, s.category, s.key";

    /// <summary>Where the columns after the event's begin.</summary>
    public const int Count = 19;

    private string _name = "",
        _codec = "",
        _tenant = "",
        _category = "",
        _user = "";

    public static Position PositionOf(NpgsqlDataReader row, int at = 0) =>
        new((uint)row.GetInt32(at), row.GetFieldValue<ulong>(at + 1), (ulong)row.GetInt32(at + 2));

    public RecordedEvent Read(NpgsqlDataReader row)
    {
        var info = new EventInfo
        {
            Stream = new StreamId(
                _tenant = Same(row, 16, _tenant),
                _category = Same(row, 17, _category),
                Text(row, 18)
            ),
            UnitId = row.GetGuid(3),
            EventId = row.GetGuid(6),
            Name = _name = Same(row, 4, _name),
            SchemaVersion = row.GetInt32(7),
            Codec = _codec = Same(row, 8, _codec),
            RecordedAt = new DateTimeOffset(row.GetDateTime(9), TimeSpan.Zero),
            CorrelationId = TextOrNull(row, 10),
            CausationId = TextOrNull(row, 11),
            User = row.IsDBNull(12) ? null : _user = Same(row, 12, _user),
            Metadata = Extras.ReadMetadata(row.IsDBNull(13) ? null : row.GetString(13)),
            Tags = Extras.ReadTags(row.IsDBNull(14) ? null : row.GetString(14)),
        };
        return new RecordedEvent(info, PositionOf(row), row.GetInt64(5), row.GetFieldValue<byte[]>(15));
    }

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
