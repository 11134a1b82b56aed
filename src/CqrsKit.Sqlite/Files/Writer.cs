using System;
using CqrsKit.Sqlite.Units;
using CqrsKit.Sqlite.Views;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>The one connection of a file that writes.</summary>
internal sealed class Writer : IDisposable
{
    private readonly sqlite3 _db;
    private readonly SqliteOptions _options;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private SqliteSynchronous _synchronous;

    public Writer(SqliteConnection connection, SqliteOptions options, Guid logId)
    {
        Connection = connection;
        _options = options;
        _synchronous = options.Synchronous;
        _db = connection.Handle!;
        _begin = new Statement(_db, "BEGIN IMMEDIATE");
        _commit = new Statement(_db, "COMMIT");
        _rollback = new Statement(_db, "ROLLBACK");
        Units = new UnitWriter(_db, logId);
        Views = new ViewWriter(_db, logId);
    }

    public SqliteConnection Connection { get; }

    public UnitWriter Units { get; }

    public ViewWriter Views { get; }

    /// <summary>Takes the write lock; waits for other processes within the busy timeout.</summary>
    /// <param name="canRedo">Whether the transaction can be made again from the log, if a loss of power takes it.</param>
    public void Begin(bool canRedo = false)
    {
        Push(canRedo);
        _begin.Start().Execute();
    }

    /// <summary>What a commit survives, as the connection is set.</summary>
    /// <param name="canRedo">Whether it is one that can be made again.</param>
    public StoreDurability ReadDurability(bool canRedo)
    {
        Push(canRedo);
        return FileDurability.Read(_db, Connection.DataSource, canRedo);
    }

    /// <exception cref="CommitUnknownException">The disk failed while the commit was being written.</exception>
    public void Commit(string path)
    {
        try
        {
            _commit.Start().Execute();
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_IOERR)
        {
            throw new CommitUnknownException(
                $"SQLite file '{path}': the disk failed during a commit ({error.Message}) It may or may not have been written.",
                error
            );
        }
    }

    /// <returns>Whether no transaction is open any more; otherwise the connection must be closed, which ends it.</returns>
    public bool TryRollback()
    {
        try
        {
            if (raw.sqlite3_get_autocommit(_db) == 0) // otherwise SQLite has rolled back by itself
                _rollback.Start().Execute();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        Units.Dispose();
        Views.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        Connection.Dispose();
    }

    /// <summary>Sets how far the next commits are pushed.</summary>
    private void Push(bool canRedo)
    {
        var synchronous = canRedo ? _options.ViewSynchronous : _options.Synchronous;
        if (synchronous != _synchronous)
        {
            // Takes effect while it is compiled, so a prepared statement would do nothing.
            FileOpener.Run(_db, FileOpener.Pragma(synchronous));
            _synchronous = synchronous;
        }
    }
}
