using System;
using System.Text;
using CqrsKit.Events;
using CqrsKit.Sqlite.Files;

namespace CqrsKit.Sqlite.Units;

/// <summary>
/// Makes events of rows that hold the columns of <see cref="LogReader"/>. Texts that are the same from row to row are one
/// string.
/// </summary>
internal sealed class EventRow
{
    private readonly LastText _name = new();
    private readonly LastText _codec = new();
    private readonly LastText _tenant = new();
    private readonly LastText _category = new();
    private readonly LastText _user = new();

    public static Position PositionOf(Statement.Rows rows) => new((uint)rows.Int64(1), 0, rows.UInt64(0));

    public string Name(Statement.Rows rows) => _name.Of(rows.Bytes(3));

    public RecordedEvent Read(Statement.Rows rows, Guid unit)
    {
        var info = new EventInfo
        {
            Stream = new StreamId(_tenant.Of(rows.Bytes(15)), _category.Of(rows.Bytes(16)), rows.Text(17)),
            UnitId = unit,
            EventId = rows.Id(5),
            Name = Name(rows),
            SchemaVersion = rows.Int32(6),
            Codec = _codec.Of(rows.Bytes(7)),
            RecordedAt = Moment.FromMicroseconds(rows.Int64(8)),
            CorrelationId = rows.TextOrNull(9),
            CausationId = rows.TextOrNull(10),
            User = rows.IsNull(11) ? null : _user.Of(rows.Bytes(11)),
            Metadata = Extras.ReadMetadata(rows.Bytes(12)),
            Tags = Extras.ReadTags(rows.Bytes(13)),
        };
        return new RecordedEvent(info, PositionOf(rows), rows.Int64(4), rows.Blob(14));
    }

    private sealed class LastText
    {
        private byte[] _bytes = [];
        private string _text = "";

        public string Of(ReadOnlySpan<byte> bytes)
        {
            if (bytes.SequenceEqual(_bytes))
                return _text;
            _bytes = bytes.ToArray();
            return _text = Encoding.UTF8.GetString(bytes);
        }
    }
}
