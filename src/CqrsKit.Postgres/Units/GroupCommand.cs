using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>Commits a group of units in one transaction and one round trip.</summary>
internal sealed class GroupCommand(Database database, CommitCommand command)
{
    private const int MostAttempts = 100;

    private readonly PlainCommand _plain = new(database);

    /// <summary>Commits units, again where the server rolled back a lost race; null stands for units that were known.</summary>
    /// <exception cref="CommitUnknownException">The transaction may or may not have been committed.</exception>
    /// <exception cref="PostgresStoreException">Nothing was written.</exception>
    public async ValueTask<UnitOutcome?[]> RunAsync(IReadOnlyList<WriteUnit> units)
    {
        PayloadLimit.Check(database, units);
        var isPlain = units.Count == 1 && PlainCommand.Fits(units[0]);
        List<Round>? rounds = null;
        for (var attempt = 1; ; attempt++)
        {
            // Not reached is not sent: until here the connection may be tried again without a doubt.
            var connection = await database.ConnectAsync(CancellationToken.None).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            try
            {
                if (isPlain)
                {
                    isPlain = false;
                    if (await _plain.TryAsync(connection, units[0]).ConfigureAwait(false) is { } outcome)
                        return [outcome];
                }

                return await SendAsync(connection, rounds ??= Rounds.Of(units), units.Count).ConfigureAwait(false);
            }
            catch (NpgsqlException error) when (Failure.IsLostRace(error) && attempt < MostAttempts) { }
            catch (NpgsqlException error) when (Failure.IsRolledBack(error))
            {
                throw database.Explain(error);
            }
            catch (Exception error)
                when (error is NpgsqlException or OperationCanceledException or System.IO.IOException)
            {
                throw new CommitUnknownException(
                    $"PostgreSQL database {database.Name}: the connection was lost during a commit ({error.Message}) It may or may not have been made.",
                    error
                );
            }

            if (attempt > 3)
                await database.PauseAsync(attempt - 3, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async ValueTask<UnitOutcome?[]> SendAsync(NpgsqlConnection connection, List<Round> rounds, int units)
    {
        // Statements sent together without BEGIN are one transaction, which ends with the last one.
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        foreach (var round in rounds)
            batch.BatchCommands.Add(command.Of(round, ownersLog: null));
        var outcomes = new UnitOutcome?[units];
        var row = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            foreach (var round in rounds)
            {
                var answer = await CommitAnswer.ReadAsync(row, CancellationToken.None).ConfigureAwait(false);
                answer.Give(round, database.LogId, outcomes);
                await row.NextResultAsync(CancellationToken.None).ConfigureAwait(false);
            }

            // Only past the end of all results has the server said that it committed.
            await row.CloseAsync().ConfigureAwait(false);
        }

        return outcomes;
    }
}
