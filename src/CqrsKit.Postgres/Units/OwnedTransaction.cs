using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>Writes units in transactions of the application's own, on the store's database.</summary>
internal sealed class OwnedTransaction(
    Database database,
    CommitCommand command,
    CommittedUnits committed,
    InlineRowReader inline
)
{
    /// <summary>Writes the unit; if that fails, nothing of it stays in the transaction.</summary>
    public async ValueTask<UnitOutcome> AppendAsync(
        WriteUnit unit,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = ConnectionOf(transaction);
        PayloadLimit.Check(database, [unit]);
        var rounds = Rounds.Of([unit]);
        var outcomes = new UnitOutcome?[1];
        try
        {
            await SendAsync(connection, rounds[0], outcomes, cancellationToken).ConfigureAwait(false);
            if (outcomes[0] is null)
            {
                var found = await committed
                    .FindAsync(connection, [unit.UnitId], cancellationToken)
                    .ConfigureAwait(false);
                outcomes[0] = found[unit.UnitId];
            }
        }
        catch (PostgresException error)
        {
            await UndoAsync(connection, error).ConfigureAwait(false);
            throw error.SqlState
                is Failure.OtherLog
                    or PostgresErrorCodes.UndefinedFunction
                    or PostgresErrorCodes.InvalidSchemaName
                ? new CqrsKitException(
                    $"The transaction that was given for the unit is on another database than the write store's. Use an NpgsqlConnection to {database.Name}.",
                    error
                )
                : database.Explain(error);
        }
        catch (NpgsqlException error)
        {
            throw database.Explain(error);
        }

        return outcomes[0]!;
    }

    public async ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var connection = ConnectionOf(transaction);
        try
        {
            return await inline.LoadAsync(connection, keys, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException error)
        {
            throw database.Explain(error);
        }
    }

    /// <summary>
    /// An ended transaction of Npgsql keeps its connection, throws, or is the object of the next one that was begun on the
    /// same pooled connector.
    /// </summary>
    public static bool HasEnded(DbTransaction transaction, DbConnection connection)
    {
        try
        {
            return transaction.Connection != connection || transaction.IsolationLevel == IsolationLevel.Unspecified;
        }
        catch (InvalidOperationException) // ObjectDisposedException is one
        {
            return true;
        }
    }

    private NpgsqlConnection ConnectionOf(DbTransaction transaction)
    {
        var given = GivenOf(transaction);
        if (given is null || HasEnded(transaction, given))
            throw new CqrsKitException(
                "The transaction that was given for the unit has ended. Write the unit before it is committed or rolled back."
            );
        if (given is not NpgsqlConnection connection)
            throw new CqrsKitException(
                $"The transaction that was given for the unit is on a {given.GetType()}. Use a transaction of an NpgsqlConnection to {database.Name}."
            );
        // Under a snapshot of its own beginning it could not see which inline views are in force.
        if (transaction.IsolationLevel is not (IsolationLevel.ReadCommitted or IsolationLevel.ReadUncommitted))
            throw new CqrsKitException(
                $"The transaction that was given for the unit is {transaction.IsolationLevel}. Begin it with IsolationLevel.ReadCommitted; the unit's guards keep it consistent."
            );
        return connection;
    }

    private static DbConnection? GivenOf(DbTransaction transaction)
    {
        try
        {
            return transaction.Connection;
        }
        catch (InvalidOperationException) // disposed
        {
            return null;
        }
    }

    private async ValueTask SendAsync(
        NpgsqlConnection connection,
        Round round,
        UnitOutcome?[] outcomes,
        CancellationToken cancellationToken
    )
    {
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SAVEPOINT cqrskit_unit"));
        batch.BatchCommands.Add(command.Of(round, database.LogId));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("RELEASE SAVEPOINT cqrskit_unit"));
        var row = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var answer = await CommitAnswer.ReadAsync(row, cancellationToken).ConfigureAwait(false);
        answer.Give(round, database.LogId, outcomes);
        await row.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Takes the transaction back to where it was before the unit, so that it can go on.</summary>
    private static async ValueTask UndoAsync(NpgsqlConnection connection, PostgresException error)
    {
        if (error.InvariantSeverity != "ERROR")
            return;
        var undo = new NpgsqlCommand("ROLLBACK TO SAVEPOINT cqrskit_unit", connection);
        await using var _ = undo.ConfigureAwait(false);
        await undo.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
