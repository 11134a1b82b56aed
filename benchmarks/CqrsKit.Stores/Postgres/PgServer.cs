using System;
using CqrsKit.Postgres.Tests;
using Npgsql;

namespace CqrsKit.Stores.Postgres;

/// <summary>A PostgreSQL server of the measurements' own, flushing to the disk, on the same machine.</summary>
internal static class PgServer
{
    private static readonly Lazy<Cluster> Started = new(() =>
        new Cluster("shared_buffers=512MB", "max_wal_size=8GB", "checkpoint_timeout=1h")
    );

    private static readonly Lazy<NpgsqlDataSource> Pool = new(() =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(ConnectionString)
            {
                Options = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off",
                MaxAutoPrepare = 50,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
            }
        )
    );

    public static string ConnectionString => Started.Value.ConnectionString();

    /// <summary>Connections for code by hand, set up as well as the store's own.</summary>
    public static NpgsqlDataSource Source => Pool.Value;

    public static void Execute(string sql)
    {
        using var command = Source.CreateCommand(sql);
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    public static void Stop()
    {
        if (Pool.IsValueCreated)
            Pool.Value.Dispose();
        if (Started.IsValueCreated)
            Started.Value.Dispose();
    }
}
