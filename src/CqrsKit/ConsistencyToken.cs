using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace CqrsKit;

/// <summary>
/// Where the effects of commands are: for each log that was written, the mark up to which a reader must have seen it.
/// Satisfied only by a completed prefix of the log, never by a highest position. As text it fits a header, a cursor or a URL.
/// </summary>
public sealed class ConsistencyToken : IEquatable<ConsistencyToken>, IParsable<ConsistencyToken>
{
    private const byte Format = 1;
    private const int EntrySize = 16 + 4 + 8 + 8 + 16;
    private readonly KeyValuePair<Guid, LogMark>[] _marks;

    private ConsistencyToken(KeyValuePair<Guid, LogMark>[] marks) => _marks = marks;

    /// <summary>Demands nothing.</summary>
    public static ConsistencyToken None { get; } = new([]);

    /// <summary>The logs and the mark in each, ordered by log.</summary>
    public IReadOnlyList<KeyValuePair<Guid, LogMark>> Marks => _marks;

    /// <summary>Whether the token demands nothing.</summary>
    public bool IsNone => _marks.Length == 0;

    /// <summary>A token for one log.</summary>
    public static ConsistencyToken At(Guid logId, LogMark mark) =>
        mark.Position == Position.Start ? None : new([new(logId, mark)]);

    /// <summary>The mark that this token demands of a log, if any.</summary>
    public bool TryGetMark(Guid logId, out LogMark mark)
    {
        foreach (var (id, candidate) in _marks)
        {
            if (id != logId)
                continue;
            mark = candidate;
            return true;
        }

        mark = default;
        return false;
    }

    /// <summary>Demands what both tokens demand: the later mark of each log.</summary>
    public ConsistencyToken Merge(ConsistencyToken other)
    {
        if (other.IsNone || ReferenceEquals(this, other))
            return this;
        if (IsNone)
            return other;

        var merged = new SortedDictionary<Guid, LogMark>();
        foreach (var (id, mark) in _marks.Concat(other._marks))
        {
            if (!merged.TryGetValue(id, out var known) || known.Position < mark.Position)
                merged[id] = mark;
        }

        return new([.. merged]);
    }

    /// <summary>The token as text, in the alphabet of base64url.</summary>
    public override string ToString()
    {
        if (IsNone)
            return "";

        var bytes = new byte[1 + _marks.Length * EntrySize];
        bytes[0] = Format;
        var rest = bytes.AsSpan(1);
        foreach (var (id, mark) in _marks)
        {
            id.TryWriteBytes(rest, bigEndian: true, out _);
            BinaryPrimitives.WriteUInt32BigEndian(rest[16..], mark.Position.Epoch);
            BinaryPrimitives.WriteUInt64BigEndian(rest[20..], mark.Position.Major);
            BinaryPrimitives.WriteUInt64BigEndian(rest[28..], mark.Position.Minor);
            mark.UnitId.TryWriteBytes(rest[36..], bigEndian: true, out _);
            rest = rest[EntrySize..];
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a token from its text.</summary>
    /// <exception cref="FormatException">The text is no consistency token.</exception>
    public static ConsistencyToken Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var token)
            ? token
            : throw new FormatException(
                $"'{Shorten(s)}' is not a consistency token. Send back the token exactly as a command returned it, or none."
            );

    /// <summary>Reads a token from its text, if it is one; the empty text demands nothing.</summary>
    public static bool TryParse(
        string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out ConsistencyToken result
    )
    {
        result = null;
        if (s is null || s.Length > 16 * 1024 || !Base64Url.IsValid(s))
            return false;
        if (s.Length == 0)
        {
            result = None;
            return true;
        }

        var bytes = Base64Url.DecodeFromChars(s).AsSpan();
        if (bytes.Length <= 1 || bytes[0] != Format || (bytes.Length - 1) % EntrySize != 0)
            return false;

        var marks = new KeyValuePair<Guid, LogMark>[(bytes.Length - 1) / EntrySize];
        for (var i = 0; i < marks.Length; i++)
        {
            var entry = bytes.Slice(1 + i * EntrySize, EntrySize);
            var position = new Position(
                BinaryPrimitives.ReadUInt32BigEndian(entry[16..]),
                BinaryPrimitives.ReadUInt64BigEndian(entry[20..]),
                BinaryPrimitives.ReadUInt64BigEndian(entry[28..])
            );
            var unit = new Guid(entry[36..], bigEndian: true);
            marks[i] = new(new Guid(entry[..16], bigEndian: true), new LogMark(position, unit));
            if (i > 0 && marks[i].Key.CompareTo(marks[i - 1].Key) <= 0)
                return false;
        }

        result = new ConsistencyToken(marks);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(ConsistencyToken? other) => other is not null && _marks.AsSpan().SequenceEqual(other._marks);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConsistencyToken);

    /// <inheritdoc/>
    public override int GetHashCode() => _marks.Length == 0 ? 0 : _marks[0].GetHashCode();

    private static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");
}
