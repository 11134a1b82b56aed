using System;
using CqrsKit.Sqlite.Units;
using CqrsKit.Sqlite.Views;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace CqrsKit.Sqlite.Files;

/// <summary>A connection that only reads, with its prepared statements. Used by one at a time.</summary>
internal sealed class Reader : IDisposable
{
    private readonly sqlite3 _db;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _queryOnly;

    public Reader(SqliteConnection connection)
    {
        Connection = connection;
        _db = connection.Handle!;
        _begin = new Statement(_db, "BEGIN");
        _end = new Statement(_db, "COMMIT");
        _queryOnly = new Statement(_db, "PRAGMA query_only = 1");
        Units = new UnitReader(_db);
        Log = new LogReader(_db);
        Views = new ViewRows(_db);
        Lists = new ViewLists(_db);
    }

    public SqliteConnection Connection { get; }

    public UnitReader Units { get; }

    public LogReader Log { get; }

    public ViewRows Views { get; }

    public ViewLists Lists { get; }

    /// <summary>Several statements see one moment until it is disposed.</summary>
    public Snapshot Begin()
    {
        _begin.Start().Execute();
        return new Snapshot(this);
    }

    /// <summary>Whether a user who had the connection has left it as it was: no open transaction, no open reader.</summary>
    public bool IsClean()
    {
        if (raw.sqlite3_get_autocommit(_db) == 0)
            return false;
        for (var open = raw.sqlite3_next_stmt(_db, null); open is not null; open = raw.sqlite3_next_stmt(_db, open))
        {
            if (raw.sqlite3_stmt_busy(open) != 0)
                return false;
        }

        _queryOnly.Start().Execute();
        return true;
    }

    public void Dispose()
    {
        Units.Dispose();
        Log.Dispose();
        Views.Dispose();
        Lists.Dispose();
        _begin.Dispose();
        _end.Dispose();
        _queryOnly.Dispose();
        Connection.Dispose();
    }

    internal readonly ref struct Snapshot(Reader reader)
    {
        public void Dispose() => reader._end.Start().Execute();
    }
}
