using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>The log in a PostgreSQL schema.</summary>
internal sealed class PostgresLog : IEventLog
{
    private readonly Database _database;
    private readonly LogReader _reader;
    private readonly PageReader _pages;
    private readonly WakeUp _wakeUp;
    private readonly Horizon _horizon;
    private readonly Lock _lock = new();
    private readonly string _raise;
    private Position _published;

    public PostgresLog(Database database, WakeUp wakeUp)
    {
        _database = database;
        _wakeUp = wakeUp;
        _reader = new LogReader(database);
        _pages = new PageReader(database);
        _horizon = new Horizon(database);
        // Nobody appends meanwhile, so that all rows of earlier epochs are complete where the new one is seen.
        _raise = database.Sql(
            """
            LOCK TABLE {s}.gate IN SHARE ROW EXCLUSIVE MODE;
            INSERT INTO {s}.epoch (epoch) SELECT $1 + 1 WHERE (SELECT max(epoch) FROM {s}.epoch) <= $1;
            SELECT max(epoch) FROM {s}.epoch
            """
        );
    }

    public LogSignal Signal => _wakeUp.Signal;

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(
            _reader,
            static (connection, reader, token) => reader.HeadAsync(connection, token),
            cancellationToken
        );

    public async ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        _wakeUp.Listen();
        var (page, heldAt) = await _database
            .ReadAsync(
                (_pages, after, filter, limit),
                static (connection, at, token) => at._pages.ReadAsync(connection, at.after, at.filter, at.limit, token),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (heldAt is { } oldest && page.AtEnd)
            _wakeUp.WatchHorizon(oldest);
        return page;
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            (_reader, stream, afterVersion, limit),
            static (connection, at, token) =>
                at._reader.StreamAsync(connection, at.stream, at.afterVersion, at.limit, token),
            cancellationToken
        );

    public async ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken) =>
        mark.Position == Position.Start
        || await _database
            .ReadAsync(
                (_reader, mark.Position),
                static (connection, at, token) => at._reader.UnitAtAsync(connection, at.Position, token),
                cancellationToken
            )
            .ConfigureAwait(false) == mark.UnitId;

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            (_raise, epoch),
            static async (connection, at, token) =>
            {
                var batch = new NpgsqlBatch(connection);
                await using var _ = batch.ConfigureAwait(false);
                foreach (var statement in at._raise.Split(";\n"))
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
                batch.BatchCommands[1].Parameters.With((int)at.epoch);
                return (uint)(int)(await batch.ExecuteScalarAsync(token).ConfigureAwait(false))!;
            },
            cancellationToken
        );

    public ValueTask<LogPage> ReadOpenAsync(Position after, LogFilter filter, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            (_reader, after, filter),
            static (connection, at, token) => at._reader.OpenAsync(connection, at.after, at.filter, token),
            cancellationToken
        );

    public ValueTask<string?> HeldBackByAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(
            _horizon,
            static (connection, horizon, token) => horizon.HolderAsync(connection, token),
            cancellationToken
        );

    /// <summary>Says that the log may have grown, to where is not known.</summary>
    public void WakeReaders() => _wakeUp.Pulse();

    /// <summary>Says that the log reaches a position; after the commit, outside every lock.</summary>
    public void Publish(Position position)
    {
        lock (_lock)
        {
            if (position <= _published)
                return;
            _published = position;
        }

        _wakeUp.Pulse();
    }
}
