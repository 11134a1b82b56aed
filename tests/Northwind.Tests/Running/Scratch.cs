using System;
using System.IO;
using System.Threading;
using CqrsKit.Postgres.Tests;
using CqrsKit.Redis.Tests;
using Npgsql;

namespace Northwind.Tests.Running;

/// <summary>A folder and, where PostgreSQL is written, a database; both go away.</summary>
internal sealed class Scratch : IDisposable
{
    private static int _count;
    private string? _database;

    public string Path { get; } = Directory.CreateTempSubdirectory("northwind-").FullName;

    /// <summary>A database on the server that all tests share.</summary>
    public string Connection => Cluster.Shared.ConnectionString(_database ??= Create()) + ";Include Error Detail=false";

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The options with which a combination finds its databases here.</summary>
    public string[] Arguments(Combination combination) =>
        [
            .. combination.Arguments,
            "--db",
            "orders.db",
            .. combination.Write == WriteDatabase.Postgres ? ["--connection", Connection] : Array.Empty<string>(),
            .. combination.Read == ReadDatabase.Redis
                ? ["--redis", RedisProcess.Shared.Address]
                : Array.Empty<string>(),
        ];

    /// <summary>The same for an application in this process.</summary>
    public Layout Layout(Combination combination) =>
        new(combination.Rung, combination.Stored)
        {
            Write = combination.Write,
            Read = combination.Read,
            Db = File("orders.db"),
            Connection = combination.Write == WriteDatabase.Postgres ? Connection : null,
            Redis = combination.Read == ReadDatabase.Redis ? RedisProcess.Shared.Address : null,
        };

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        if (_database is not null)
            Execute($"DROP DATABASE {_database} WITH (FORCE)");
    }

    private static string Create()
    {
        var name = $"northwind_{Interlocked.Increment(ref _count)}";
        Execute($"CREATE DATABASE {name}");
        return name;
    }

    private static void Execute(string sql)
    {
        using var connection = Cluster.Shared.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
