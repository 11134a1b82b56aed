using System;
using System.Collections.Generic;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Servers;

/// <summary>Parameters in their order, without boxing.</summary>
internal static class Parameters
{
    public static NpgsqlParameterCollection With<T>(this NpgsqlParameterCollection to, T value, NpgsqlDbType type)
    {
        to.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return to;
    }

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection to, string text) =>
        to.With(StoredText.Of(text), NpgsqlDbType.Text);

    public static NpgsqlParameterCollection WithOptional(this NpgsqlParameterCollection to, string? text)
    {
        if (text is not null)
            return to.With(text);
        to.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return to;
    }

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection to, int value) =>
        to.With(value, NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection to, long value) =>
        to.With(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection to, Guid value) =>
        to.With(value, NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection to, ReadOnlyMemory<byte> value) =>
        to.With(value, NpgsqlDbType.Bytea);

    public static NpgsqlParameterCollection With(this NpgsqlParameterCollection to, Position position) =>
        to.With(Epoch(position)).With(position.Major, NpgsqlDbType.Xid8).With(Number(position));

    /// <summary>A mark as three numbers and the unit.</summary>
    public static NpgsqlParameterCollection WithNumbers(this NpgsqlParameterCollection to, LogMark mark) =>
        to.With((long)mark.Position.Epoch)
            .With(unchecked((long)mark.Position.Major))
            .With(unchecked((long)mark.Position.Minor))
            .With(mark.UnitId);

    public static NpgsqlParameterCollection WithArray<T>(
        this NpgsqlParameterCollection to,
        T[] values,
        NpgsqlDbType type
    ) => to.With(values, NpgsqlDbType.Array | type);

    public static NpgsqlParameterCollection WithArray(this NpgsqlParameterCollection to, int[] values) =>
        to.WithArray(values, NpgsqlDbType.Integer);

    /// <summary>Texts, stored so that any of them can be.</summary>
    public static NpgsqlParameterCollection WithTexts<T>(
        this NpgsqlParameterCollection to,
        IReadOnlyList<T> items,
        Func<T, string?> text
    ) => to.WithArray(Each(items, item => StoredText.OfNullable(text(item))), NpgsqlDbType.Text);

    public static TValue[] Each<T, TValue>(IReadOnlyList<T> items, Func<T, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        return values;
    }

    // What lies beyond the column's type is after every row all the same.
    private static int Epoch(Position position) => (int)uint.Min(position.Epoch, int.MaxValue);

    private static int Number(Position position) => (int)ulong.Min(position.Minor, int.MaxValue);
}
