using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using CqrsKit.Stores.Raw;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Stores.Postgres;

/// <summary>
/// Group commit by hand: one loop takes what is queued, appends it in one prepared statement, and tells each caller
/// whether its version was the expected one.
/// </summary>
internal sealed class RawCommits : IAsyncDisposable
{
    private const string Append = """
        WITH i AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY
                AS i (tenant, category, key, expected, unit, event, name, recorded, data, n)
        ), head AS (
            UPDATE {s}.stream AS s SET version = s.version + 1, epoch = 1, xid = pg_current_xact_id()
            FROM i
            WHERE s.tenant = i.tenant AND s.category = i.category AND s.key = i.key AND s.version = i.expected
              AND (s.epoch, s.xid) <= (1, pg_current_xact_id())
            RETURNING s.id, i.n
        ), added AS (
            INSERT INTO {s}.unit (unit, epoch, xid, first, last)
            SELECT i.unit, 1, pg_current_xact_id(), i.n, i.n FROM i JOIN head USING (n)
        )
        INSERT INTO {s}.event (epoch, xid, n, stream, version, unit, id, name, schema_version, codec, recorded,
            correlation, causation, author, metadata, tags, data)
        SELECT 1, pg_current_xact_id(), i.n, head.id, i.expected + 1, i.unit, i.event, i.name, 1, 'json', i.recorded, NULL,
            NULL, NULL, NULL, NULL, i.data
        FROM i JOIN head USING (n)
        RETURNING n
        """;

    private readonly Channel<(RawAppend Append, TaskCompletionSource<bool> Done)> _queue = Channel.CreateUnbounded<(
        RawAppend,
        TaskCompletionSource<bool>
    )>(new UnboundedChannelOptions { SingleReader = true });

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly Task _loop;

    private RawCommits(NpgsqlConnection connection, string schema)
    {
        _connection = connection;
        _append = new NpgsqlCommand(Append.Replace("{s}", schema), connection);
        Add<string[]>(NpgsqlDbType.Text);
        Add<string[]>(NpgsqlDbType.Text);
        Add<string[]>(NpgsqlDbType.Text);
        Add<long[]>(NpgsqlDbType.Bigint);
        Add<Guid[]>(NpgsqlDbType.Uuid);
        Add<Guid[]>(NpgsqlDbType.Uuid);
        Add<string[]>(NpgsqlDbType.Text);
        Add<DateTime[]>(NpgsqlDbType.TimestampTz);
        Add<byte[][]>(NpgsqlDbType.Bytea);
        _append.Prepare();
        _loop = Task.Run(LoopAsync);
    }

    public static async Task<RawCommits> OpenAsync(string schema) =>
        new(await PgServer.Source.OpenConnectionAsync(), schema);

    public Task<bool> AppendAsync(RawAppend append)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite((append, done));
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _loop;
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task LoopAsync()
    {
        var group = new List<(RawAppend Append, TaskCompletionSource<bool> Done)>();
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            while (group.Count < 256 && _queue.Reader.TryRead(out var next))
                group.Add(next);
            // Everybody locks in one order.
            group.Sort((left, right) => string.CompareOrdinal(left.Append.Key, right.Append.Key));
            Bind(group);
            var written = new bool[group.Count];
            await using (var rows = await _append.ExecuteReaderAsync())
            {
                while (await rows.ReadAsync())
                    written[rows.GetInt32(0) - 1] = true;
            }

            for (var i = 0; i < written.Length; i++)
                group[i].Done.SetResult(written[i]);
        }
    }

    private void Bind(List<(RawAppend Append, TaskCompletionSource<bool> Done)> group)
    {
        Set(0, one => "");
        Set(1, one => one.Category);
        Set(2, one => one.Key);
        Set(3, one => one.Expected);
        Set(4, one => one.Unit);
        Set(5, one => one.Event);
        Set(6, one => one.Name);
        Set(7, one => DateTime.UtcNow);
        Set(8, one => one.Data);

        void Set<T>(int parameter, Func<RawAppend, T> value)
        {
            var values = new T[group.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = value(group[i].Append);
            ((NpgsqlParameter<T[]>)_append.Parameters[parameter]).TypedValue = values;
        }
    }

    private void Add<T>(NpgsqlDbType type) =>
        _append.Parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = NpgsqlDbType.Array | type });
}
