using System;
using System.Collections.Generic;
using System.Threading;
using CqrsKit.Events;
using CqrsKit.Postgres.Schemas;
using CqrsKit.Postgres.Servers;
using CqrsKit.Postgres.Units;
using CqrsKit.Postgres.Views;
using CqrsKit.Reading;
using Npgsql;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // any transaction of the server holds every log's horizon

namespace CqrsKit.Postgres.Tests;

/// <summary>A schema of its own, under a name that would do harm where it is not quoted.</summary>
public sealed class Scratch : IDisposable
{
    private static int _count;
    private readonly List<IDisposable> _open = [];
    private readonly Cluster _cluster;
    private readonly string _database;

    public Scratch(Cluster? cluster = null, string database = "postgres")
    {
        _cluster = cluster ?? Cluster.Shared;
        _database = database;
    }

    public string Schema { get; set; } = $"x\"; DROP '$cqrskit$ {Interlocked.Increment(ref _count)}";

    public Cluster Server => _cluster;

    /// <summary>The stores of the schema, as another application on it would have them.</summary>
    internal Store Open(Action<PostgresOptions>? configure = null, string user = "postgres")
    {
        var options = new PostgresOptions { Schema = Schema };
        configure?.Invoke(options);
        var store = new Store(_cluster.ConnectionString(_database, user) + ";Pooling=true", options);
        _open.Add(store);
        return store;
    }

    /// <summary>A connection of the application's own.</summary>
    public NpgsqlConnection Connect()
    {
        var connection = _cluster.Connect(_database);
        _open.Add(connection);
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = _cluster.Connect(_database);
        Run(connection, sql);
    }

    public object? Scalar(string sql)
    {
        using var connection = _cluster.Connect(_database);
        return Run(connection, sql);
    }

    /// <summary>Runs SQL with <c>{s}</c> for the schema.</summary>
    public object? Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(SqlName.In(Schema, sql), connection);
        return command.ExecuteScalar();
    }

    public void Dispose()
    {
        foreach (var open in _open)
            open.Dispose();
    }
}

/// <summary>Write store, log and view store of one schema.</summary>
internal sealed class Store : IDisposable
{
    public Store(string connectionString, PostgresOptions options)
    {
        var waiting = new Waiting(TimeProvider.System);
        Database = new Database(new DatabaseRegistration(connectionString, options, HasLog: true), waiting);
        WakeUp = new WakeUp(Database, waiting, IdSource.Random(TimeProvider.System));
        Log = new PostgresLog(Database, WakeUp);
        Write = new PostgresWriteStore(Database, Log);
        Views = new PostgresViewStore(Database);
    }

    public Database Database { get; }

    public WakeUp WakeUp { get; }

    public PostgresLog Log { get; }

    public PostgresWriteStore Write { get; }

    public IViewStore Views { get; }

    public static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        WakeUp.Dispose();
        Database.Dispose();
    }
}
