using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using CqrsKit.Sqlite;
using CqrsKit.Testing.Worlds;
using CqrsKit.Writing;

namespace CqrsKit.Proof.Tests.Stores;

/// <summary>SQLite files, new ones for each run.</summary>
internal sealed class SqliteStores : IScenarioStores
{
    // No process's death needs a disk: what is in a file is what others see.
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly string _folder = Path.Combine(Root, "cqrskit-points-" + Guid.NewGuid().ToString("N"));
    private readonly List<RealDatabase> _open = [];
    private int _runs;

    public SqliteStores()
    {
        Directory.CreateDirectory(_folder);
        // To make an empty store takes longer than to copy one.
        using var empty = new RealDatabase(null, kit => kit.UseSqlite(Empty));
        empty.Observer.Writes!.Log.HeadAsync(default).AsTask().GetAwaiter().GetResult();
    }

    public bool MayArriveLate => false;

    private string Empty => Path.Combine(_folder, "empty.db");

    public void Clear()
    {
        foreach (var database in _open)
            database.Dispose();
        _open.Clear();
        foreach (var file in Directory.GetFiles(_folder, "run*"))
            File.Delete(file);
        _runs++;
    }

    public SimulatedDatabase Database(World world, string? name)
    {
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"run{_runs}{name}.db"));
        File.Copy(Empty, path);
        var database = new RealDatabase(name, kit => kit.UseSqlite(path));
        _open.Add(database);
        return database;
    }

    public void Dispose()
    {
        Clear();
        Directory.Delete(_folder, recursive: true);
    }
}
