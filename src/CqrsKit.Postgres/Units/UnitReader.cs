using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>Reads what the write side has stored beside the log.</summary>
internal sealed class UnitReader(Database database, CommittedUnits committed)
{
    private readonly string _load = database.Sql(
        """
        SELECT s.version, t.version, t.schema_version, t.codec, t.data
        FROM {s}.stream AS s LEFT JOIN {s}.state AS t ON t.stream = s.id
        WHERE s.tenant = $1 AND s.category = $2 AND s.key = $3
        """
    );

    private readonly string _outcome = database.Sql(
        "SELECT fingerprint, codec, result, unit FROM {s}.outcome WHERE tenant = $1 AND scope = $2 AND key = $3"
    );

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (_load, stream),
            static async (connection, at, token) =>
            {
                var command = new NpgsqlCommand(at._load, connection);
                await using var _ = command.ConfigureAwait(false);
                command.Parameters.With(at.stream.Tenant).With(at.stream.Category).With(at.stream.Key);
                var row = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using var __ = row.ConfigureAwait(false);
                if (!await row.ReadAsync(token).ConfigureAwait(false))
                    return new StoredStream(0, null);
                var state = row.IsDBNull(1)
                    ? null
                    : new StoredState(
                        row.GetInt64(1),
                        row.GetInt32(2),
                        StoredText.Read(row.GetString(3)),
                        row.GetFieldValue<byte[]>(4)
                    );
                return new StoredStream(row.GetInt64(0), state);
            },
            cancellationToken
        );

    /// <summary>The outcome under a key. Its unit was committed with it and never changes, so two reads see one moment.</summary>
    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (_outcome, committed, key),
            static async (connection, at, token) =>
            {
                OutcomeWrite outcome;
                System.Guid unit;
                var command = new NpgsqlCommand(at._outcome, connection);
                await using var _ = command.ConfigureAwait(false);
                command.Parameters.With(at.key.Tenant).With(at.key.Scope).With(at.key.Value);
                var row = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    if (!await row.ReadAsync(token).ConfigureAwait(false))
                        return null;
                    outcome = new OutcomeWrite(
                        at.key,
                        StoredText.Read(row.GetString(0)),
                        StoredText.Read(row.GetString(1)),
                        row.GetFieldValue<byte[]>(2)
                    );
                    unit = row.GetGuid(3);
                }

                var found = await at.committed.FindAsync(connection, [unit], token).ConfigureAwait(false);
                return found.TryGetValue(unit, out var known) ? new StoredOutcome(outcome, known) : null;
            },
            cancellationToken
        );
}
