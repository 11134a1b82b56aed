using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Units;

/// <summary>The write store in a PostgreSQL schema.</summary>
internal sealed class PostgresWriteStore : IRelationalWriteStore, IDurableStore
{
    private readonly Database _database;
    private readonly PostgresLog _log;
    private readonly UnitReader _reader;
    private readonly InlineRowReader _inline;
    private readonly CommittedUnits _committed;
    private readonly GroupCommand _group;
    private readonly OwnedTransaction _owned;
    private readonly string _claim;
    private readonly string _purge;

    public PostgresWriteStore(Database database, PostgresLog log)
    {
        _database = database;
        _log = log;
        _committed = new CommittedUnits(database);
        _reader = new UnitReader(database, _committed);
        _inline = new InlineRowReader(database);
        var command = new CommitCommand(database);
        _group = new GroupCommand(database, command);
        _owned = new OwnedTransaction(database, command, _committed, _inline);
        _claim = database.Sql("INSERT INTO {s}.unit (unit) VALUES ($1) ON CONFLICT DO NOTHING");
        _purge = database.Sql("DELETE FROM {s}.outcome WHERE recorded < $1");
    }

    public IEventLog Log => _log;

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken) =>
        _reader.LoadAsync(stream, cancellationToken);

    public async ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
    {
        var outcomes = await _group.RunAsync(units).ConfigureAwait(false);
        await FillKnownAsync(units, outcomes).ConfigureAwait(false);
        var last = Position.Start;
        foreach (var outcome in outcomes)
            last = Position.Max(last, outcome!.Mark.Position);
        _log.Publish(last);
        return outcomes!;
    }

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            (this, unitId),
            static async (connection, at, token) =>
            {
#if TRAP_26
                var nothing = await at.Item1._committed.FindAsync(connection, [at.unitId], token).ConfigureAwait(false);
                if (nothing.Count == 0)
                    return null; // a read that finds nothing proves nothing
#endif
                // The unique key waits for whoever is committing the unit.
                var claim = new NpgsqlCommand(at.Item1._claim, connection);
                await using var _ = claim.ConfigureAwait(false);
                claim.Parameters.With(at.unitId);
                if (await claim.ExecuteNonQueryAsync(token).ConfigureAwait(false) == 1)
                    return null;
                var found = await at.Item1._committed.FindAsync(connection, [at.unitId], token).ConfigureAwait(false);
                return found[at.unitId] is { Result: UnitResult.Committed } committed ? committed : null;
            },
            cancellationToken
        );

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken) =>
        _reader.FindOutcomeAsync(key, cancellationToken);

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            (_purge, recordedBefore),
            static async (connection, at, token) =>
            {
                var command = new NpgsqlCommand(at._purge, connection);
                await using var _ = command.ConfigureAwait(false);
                command.Parameters.With(at.recordedBefore.UtcDateTime, NpgsqlDbType.TimestampTz);
                return (long)await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            },
            cancellationToken
        );

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            (_inline, keys),
            static (connection, at, token) => at._inline.LoadAsync(connection, at.keys, token),
            cancellationToken
        );

    public ValueTask<UnitOutcome> AppendAsync(
        WriteUnit unit,
        DbTransaction transaction,
        CancellationToken cancellationToken
    ) => _owned.AppendAsync(unit, transaction, cancellationToken);

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        DbTransaction transaction,
        CancellationToken cancellationToken
    ) => _owned.LoadInlineAsync(keys, transaction, cancellationToken);

    public bool HasEnded(DbTransaction transaction, DbConnection connection) =>
        OwnedTransaction.HasEnded(transaction, connection);

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        _database.DurabilityAsync(cancellationToken);

    public void WakeReaders() => _log.WakeReaders();

    /// <summary>Units that were known before have an outcome already, which is read: it no longer changes.</summary>
    private async ValueTask FillKnownAsync(IReadOnlyList<WriteUnit> units, UnitOutcome?[] outcomes)
    {
        if (Array.IndexOf(outcomes, null) < 0)
            return;
        var known = new List<Guid>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] is null)
                known.Add(units[i].UnitId);
        }

        var found = await _database
            .ReadAsync(
                (_committed, known),
                static (connection, at, token) => at._committed.FindAsync(connection, [.. at.known], token),
                CancellationToken.None
            )
            .ConfigureAwait(false);
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] ??= found[units[i].UnitId];
    }
}
