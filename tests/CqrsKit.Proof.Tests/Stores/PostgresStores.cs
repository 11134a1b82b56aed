using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Leases;
using CqrsKit.Postgres;
using CqrsKit.Postgres.Tests;
using CqrsKit.Testing.Worlds;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Proof.Tests.Stores;

/// <summary>Schemas of a PostgreSQL server, emptied for each run; the clock of its leases is the simulation's.</summary>
internal sealed class PostgresStores : IScenarioStores
{
    private readonly Cluster _cluster;
    private readonly NpgsqlConnection _connection;
    private readonly List<RealDatabase> _open = [];
    private readonly Dictionary<string, string> _clear = [];

    private static readonly ConcurrentDictionary<int, Lazy<PostgresStores>> Servers = new();

    private PostgresStores()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        // One for each thread: a transaction of one run would hold back what another's log hands out. No process's death
        // needs a disk.
        _cluster = new Cluster("fsync=off", "synchronous_commit=off", "full_page_writes=off");
        _connection = _cluster.Connect();
        Execute(
            """
            CREATE SCHEMA sim;
            CREATE TABLE sim.clock (at timestamptz NOT NULL);
            INSERT INTO sim.clock VALUES ('epoch');
            CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM sim.clock';
            """
        );
    }

    public bool MayArriveLate => false;

    public void Clear()
    {
        foreach (var database in _open)
            database.Dispose();
        _open.Clear();
        foreach (var sql in _clear.Values)
            Execute(sql);
    }

    public SimulatedDatabase Database(World world, string? name)
    {
        var schema = name ?? "main";
        var database = new RealDatabase(
            name,
            kit =>
                kit.UsePostgres(
                    // What is unqualified is looked up in the simulation's schema first.
                    _cluster.ConnectionString() + ";Search Path=sim,pg_catalog",
                    postgres =>
                    {
                        postgres.Schema = schema;
                        postgres.Notify = false; // the simulation tells nodes of new events, or doesn't
                    }
                ),
            leases => new ClockedLeases(leases, () => SetClock(world))
        );
        _open.Add(database);
        if (!_clear.ContainsKey(schema))
        {
            database.Observer.Writes!.Log.HeadAsync(default).AsTask().GetAwaiter().GetResult();
            _clear[schema] = Remember(schema);
        }

        return database;
    }

    /// <summary>A thread's server; it stays for the next scenario.</summary>
    public static PostgresStores Of(int thread) =>
        Servers.GetOrAdd(thread, _ => new Lazy<PostgresStores>(() => new PostgresStores())).Value;

    public void Dispose() => Clear();

    private void Stop()
    {
        Clear();
        _connection.Dispose();
        NpgsqlConnection.ClearAllPools();
        _cluster.Dispose();
    }

    /// <summary>Keeps what a new schema holds, and returns what brings it back.</summary>
    private string Remember(string schema)
    {
        var tables = new List<string>();
        using (
            var command = new NpgsqlCommand(
                "SELECT c.relname FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition",
                _connection
            )
        )
        {
            command.Parameters.Add(new NpgsqlParameter { Value = schema });
            using var row = command.ExecuteReader();
            while (row.Read())
                tables.Add(row.GetString(0));
        }

        // Rows are few, so that to delete them takes less than to make new files; foreign keys are not looked at meanwhile.
        var sql = "SET session_replication_role = replica;";
        foreach (var table in tables)
            sql += $" DELETE FROM {schema}.\"{table}\";";
        foreach (var table in tables)
        {
            Execute($"CREATE TABLE sim.\"{schema}.{table}\" AS TABLE {schema}.\"{table}\"");
            if (Execute($"SELECT 1 FROM sim.\"{schema}.{table}\" LIMIT 1") is not null)
                sql += $" INSERT INTO {schema}.\"{table}\" TABLE sim.\"{schema}.{table}\";";
        }

        return sql + " SET session_replication_role = origin;";
    }

    private void SetClock(World world) =>
        Execute($"UPDATE sim.clock SET at = timestamptz 'epoch' + interval '{world.Agenda.Now / 10} microseconds'");

    private object? Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        return command.ExecuteScalar();
    }
}
