using System;
using System.Threading.Tasks;
using CqrsKit.Stores.Raw;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// One prepared statement per command, over the store's own tables: the same columns, indexes and guarantees (expected
/// version, unit id unique, xid, never after a younger writer), and nothing else. A connection per caller, held.
/// </summary>
internal sealed class RawCommand : IAsyncDisposable
{
    private const string Head = """
        WITH head AS (
            UPDATE {s}.stream SET version = version + {n}, epoch = 1, xid = pg_current_xact_id()
            WHERE tenant = $1 AND category = $2 AND key = $3 AND version = $4
              AND (epoch, xid) <= (1, pg_current_xact_id())
            RETURNING id
        ), added AS (
            INSERT INTO {s}.unit (unit, epoch, xid, first, last) SELECT $5, 1, pg_current_xact_id(), 1, {n} FROM head
        )
        INSERT INTO {s}.event (epoch, xid, n, stream, version, unit, id, name, schema_version, codec, recorded,
            correlation, causation, author, metadata, tags, data)
        """;

    private const string One = """
        SELECT 1, pg_current_xact_id(), 1, id, $4 + 1, $5, $6, $7, 1, 'json', $8, NULL, NULL, NULL, NULL, NULL, $9 FROM head
        RETURNING xid
        """;

    private const string Many = """
        SELECT 1, pg_current_xact_id(), e.n, head.id, $4 + e.n, $5, e.id, e.name, 1, 'json', $8, NULL, NULL, NULL, NULL,
            NULL, e.data
        FROM head, unnest($6, $7, $9) WITH ORDINALITY AS e (id, name, data, n)
        RETURNING xid
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly int _events;

    private RawCommand(NpgsqlConnection connection, string schema, int events)
    {
        _connection = connection;
        _events = events;
        var text = events == 1 ? $"{Head}\n{One}" : $"{Head}\n{Many}";
        _append = new NpgsqlCommand(text.Replace("{s}", schema).Replace("{n}", $"{events}"), connection);
        var array = events == 1 ? default : NpgsqlDbType.Array;
        Add<string>(NpgsqlDbType.Text);
        Add<string>(NpgsqlDbType.Text);
        Add<string>(NpgsqlDbType.Text);
        Add<long>(NpgsqlDbType.Bigint);
        Add<Guid>(NpgsqlDbType.Uuid);
        if (events == 1)
        {
            Add<Guid>(NpgsqlDbType.Uuid);
            Add<string>(NpgsqlDbType.Text);
            Add<DateTime>(NpgsqlDbType.TimestampTz);
            Add<byte[]>(NpgsqlDbType.Bytea);
        }
        else
        {
            Add<Guid[]>(array | NpgsqlDbType.Uuid);
            Add<string[]>(array | NpgsqlDbType.Text);
            Add<DateTime>(NpgsqlDbType.TimestampTz);
            Add<byte[][]>(array | NpgsqlDbType.Bytea);
        }
    }

    /// <summary>The transaction of the last append.</summary>
    public ulong LastXid { get; private set; }

    public static async Task<RawCommand> OpenAsync(string schema, int events)
    {
        var command = new RawCommand(await PgServer.Source.OpenConnectionAsync(), schema, events);
        await command._append.PrepareAsync();
        return command;
    }

    public async Task<bool> AppendAsync(RawAppend append)
    {
        Set(0, "");
        Set(1, append.Category);
        Set(2, append.Key);
        Set(3, append.Expected);
        Set(4, append.Unit);
        Set(7, DateTime.UtcNow);
        if (_events == 1)
        {
            Set(5, append.Event);
            Set(6, append.Name);
            Set(8, append.Data);
        }
        else
        {
            var (ids, names, data) = (new Guid[_events], new string[_events], new byte[_events][]);
            for (var i = 0; i < _events; i++)
                (ids[i], names[i], data[i]) = (Guid.CreateVersion7(), append.Name, append.Data);
            Set(5, ids);
            Set(6, names);
            Set(8, data);
        }

        if (await _append.ExecuteScalarAsync() is not ulong xid)
            return false;
        LastXid = xid;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Add<T>(NpgsqlDbType type) => _append.Parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type });

    private void Set<T>(int parameter, T value) =>
        ((NpgsqlParameter<T>)_append.Parameters[parameter]).TypedValue = value;
}
