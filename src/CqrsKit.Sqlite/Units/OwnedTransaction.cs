using System;
using System.Collections.Generic;
using System.Data.Common;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CqrsKit.Sqlite.Units;

/// <summary>A transaction of the application's own, on the store's file, in which a unit is written.</summary>
internal sealed class OwnedTransaction
{
    private readonly SqliteFile _file;
    private readonly sqlite3 _db;

    public OwnedTransaction(DbTransaction transaction, SqliteFile file)
    {
        _file = file;
        if (transaction.Connection is null)
            throw new CqrsKitException(
                "The transaction that was given for the unit has ended. Write the unit before it is committed or rolled back."
            );
        if (transaction.Connection is not SqliteConnection { Handle: { } handle })
            throw new CqrsKitException(
                $"The transaction that was given for the unit is on a {transaction.Connection.GetType()}. Use a transaction of a SqliteConnection to '{file.Path}'."
            );
        _db = handle;
        if (Explained(() => Schema.LogIdOf(_db)) != file.LogId)
            throw new CqrsKitException(
                $"The transaction that was given for the unit is on another database than the write store's. Use a SqliteConnection to '{file.Path}'."
            );
    }

    /// <summary>Writes the unit; if that fails, nothing of it stays in the transaction.</summary>
    public UnitOutcome Write(WriteUnit unit) =>
        Explained(() =>
        {
            using var writer = new UnitWriter(_db, _file.LogId);
            FileOpener.Run(_db, "SAVEPOINT cqrskit_unit");
            try
            {
                return writer.Write([unit])[0];
            }
            catch
            {
                if (raw.sqlite3_get_autocommit(_db) == 0)
                    FileOpener.Run(_db, "ROLLBACK TO cqrskit_unit");
                throw;
            }
            finally
            {
                if (raw.sqlite3_get_autocommit(_db) == 0)
                    FileOpener.Run(_db, "RELEASE cqrskit_unit");
            }
        });

    public InlineRows LoadInline(IReadOnlyCollection<InlineKey> keys) =>
        Explained(() =>
        {
            using var reader = new InlineRowReader(_db);
            return reader.Load(keys);
        });

    private T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw Failure.Explain(_file.Path, _file.Options, error);
        }
    }
}
