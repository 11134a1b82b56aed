using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>Reads what the write side has stored beside the log.</summary>
internal sealed class UnitReader(Database database, CommittedUnits committed)
{
    private const int MostTail = 500;

    // The state stands in the first row only. Where it is of the stream's version, no event is looked for.
    private readonly string _load = database.Sql(
        """
        SELECT e.version, e.name, e.schema_version, e.codec, e.data, s.version, t.version,
               CASE WHEN e.version IS NULL OR e.version = t.version + 1 THEN t.data END, t.schema_version, t.codec
        FROM {s}.stream AS s
        LEFT JOIN {s}.state AS t ON t.stream = s.id
        LEFT JOIN LATERAL (
            SELECT e.version, e.name, e.schema_version, e.codec, e.data FROM {s}.event AS e
            WHERE s.version > coalesce(t.version, 0) AND e.stream = s.id AND e.version > coalesce(t.version, 0)
                AND e.version <= s.version
            ORDER BY e.version
            LIMIT $4
        ) AS e ON true
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
                command.Parameters.With(at.stream.Tenant).With(at.stream.Category).With(at.stream.Key).With(MostTail);
                var row = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using var __ = row.ConfigureAwait(false);
                return await ReadAsync(row, token).ConfigureAwait(false);
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

    private static async ValueTask<StoredStream> ReadAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            return new StoredStream(0, null);
        var version = row.GetInt64(5);
        var state = row.IsDBNull(6)
            ? null
            : new StoredState(
                row.GetInt64(6),
                row.GetInt32(8),
                StoredText.Read(row.GetString(9)),
                row.GetFieldValue<byte[]>(7)
            );
        if (row.IsDBNull(0))
            return new StoredStream(version, state);
        var tail = new List<StoredEvent>((int)long.Min(MostTail, version - (state?.Version ?? 0)));
        var (name, codec) = (row.GetString(1), row.GetString(3));
        do
        {
            name = EventRow.Same(row, 1, name);
            codec = EventRow.Same(row, 3, codec);
            tail.Add(new StoredEvent(row.GetInt64(0), name, row.GetInt32(2), codec, row.GetFieldValue<byte[]>(4)));
        } while (await row.ReadAsync(cancellationToken).ConfigureAwait(false));
        return new StoredStream(version, state) { Tail = tail };
    }
}
