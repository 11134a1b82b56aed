using System;
using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>
/// One prepared statement of one connection, prepared at its first use. Parameters are bound in order:
/// <c>insert.Start().Bind(1).Bind("a").Execute()</c>. It talks to SQLite directly, because a command, a reader and boxed
/// parameters per statement cost more than most of the statements themselves.
/// </summary>
internal sealed class Statement(sqlite3 db, string sql) : IDisposable
{
    private sqlite3_stmt? _prepared;
    private int _bound;

    public Statement Start()
    {
        if (_prepared is null)
        {
            var code = raw.sqlite3_prepare_v3(db, sql, raw.SQLITE_PREPARE_PERSISTENT, out _prepared);
            if (code != raw.SQLITE_OK)
            {
                _prepared = null;
                throw Failure.Of(db, code);
            }
        }

        _bound = 0;
        return this;
    }

    public Statement Bind(long value) => Check(raw.sqlite3_bind_int64(_prepared, ++_bound, value));

    public Statement Bind(long? value) =>
        value is { } number ? Bind(number) : Check(raw.sqlite3_bind_null(_prepared, ++_bound));

    public Statement Bind(ulong value) => Bind(unchecked((long)value));

    public Statement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        if (value.Length == 0)
            return Check(raw.sqlite3_bind_text(_prepared, ++_bound, ""));

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[]? rented = null;
        var bytes = most <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = Encoding.UTF8.GetBytes(value, bytes);
            return Check(raw.sqlite3_bind_text(_prepared, ++_bound, bytes[..length]));
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public Statement Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Check(raw.sqlite3_bind_blob(_prepared, ++_bound, bytes));
    }

    public Statement Bind(ReadOnlyMemory<byte> value) => Bind(value.Span);

    public Statement Bind(ReadOnlySpan<byte> value) =>
        value.IsEmpty
            ? Check(raw.sqlite3_bind_zeroblob(_prepared, ++_bound, 0))
            : Check(raw.sqlite3_bind_blob(_prepared, ++_bound, value));

    /// <summary>Bytes that are UTF-8 text; empty stands for null.</summary>
    public Statement BindText(ReadOnlySpan<byte> value) =>
        value.IsEmpty ? BindNull() : Check(raw.sqlite3_bind_text(_prepared, ++_bound, value));

    public Statement BindNull() => Check(raw.sqlite3_bind_null(_prepared, ++_bound));

    /// <summary>Runs it to its end.</summary>
    public void Execute()
    {
        int code;
        do
        {
            code = raw.sqlite3_step(_prepared);
        } while (code == raw.SQLITE_ROW);

        if (code != raw.SQLITE_DONE)
            throw Failed(code);
        Reset();
    }

    /// <summary>The rows; dispose them, which ends the statement.</summary>
    public Rows Query() => new(this);

    public void Dispose()
    {
        _prepared?.Dispose();
        _prepared = null;
    }

    private void Reset() => raw.sqlite3_reset(_prepared);

    private Statement Check(int code) => code == raw.SQLITE_OK ? this : throw Failure.Of(db, code);

    private SqliteException Failed(int code)
    {
        var failure = Failure.Of(db, code);
        Reset();
        return failure;
    }

    /// <summary>The rows of one run of a statement.</summary>
    internal readonly ref struct Rows(Statement statement)
    {
        private readonly sqlite3_stmt _row = statement._prepared!;

        public bool Next() =>
            raw.sqlite3_step(_row) switch
            {
                raw.SQLITE_ROW => true,
                raw.SQLITE_DONE => false,
                var code => throw statement.Failed(code),
            };

        public bool IsNull(int column) => raw.sqlite3_column_type(_row, column) == raw.SQLITE_NULL;

        public long Int64(int column) => raw.sqlite3_column_int64(_row, column);

        public int Int32(int column) => raw.sqlite3_column_int(_row, column);

        public ulong UInt64(int column) => unchecked((ulong)raw.sqlite3_column_int64(_row, column));

        /// <summary>The bytes of a text or blob, valid until the next step.</summary>
        public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_row, column);

        public byte[] Blob(int column) => Bytes(column).ToArray();

        public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

        public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

        public Guid Id(int column) => new(Bytes(column), bigEndian: true);

        public void Dispose() => statement.Reset();
    }
}
