using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using CqrsKit.Sqlite.Units;
using CqrsKit.Sqlite.Views;
using Microsoft.Data.Sqlite;

namespace CqrsKit.Sqlite.Tests;

/// <summary>A folder of its own for real files; deleted at the end.</summary>
public sealed class Scratch : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public Scratch() => Directory.CreateDirectory(Folder);

    public string Folder { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "cqrskit-sqlite-" + Guid.NewGuid().ToString("N"));

    public string Path => System.IO.Path.Combine(Folder, "store.db");

    /// <summary>The stores of a file, as another application on it would have them.</summary>
    internal Store Open(string? path = null, Action<SqliteOptions>? configure = null)
    {
        var options = new SqliteOptions();
        configure?.Invoke(options);
        var store = new Store(path ?? Path, options);
        _open.Add(store);
        return store;
    }

    /// <summary>A connection of the application's own.</summary>
    public SqliteConnection Connect(string? path = null)
    {
        var connection = new SqliteConnection($"Data Source={path ?? Path};Pooling=False");
        connection.Open();
        _open.Add(connection);
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public object? Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        foreach (var open in _open)
            open.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Write store, log and view store of one file.</summary>
internal sealed class Store : IDisposable
{
    public Store(string path, SqliteOptions? options = null)
    {
        var waiting = new Waiting(TimeProvider.System);
        File = new SqliteFile(path, options ?? new SqliteOptions(), IdSource.Random(TimeProvider.System), waiting);
        Write = new SqliteWriteStore(File, waiting);
        Views = new SqliteViewStore(File);
    }

    public SqliteFile File { get; }

    public SqliteWriteStore Write { get; }

    public IViewStore Views { get; }

    public static CancellationToken None => CancellationToken.None;

    public void Dispose() => File.Dispose();
}
