using System;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests.Leases;
using CqrsKit.Postgres.Tests.Views;

namespace CqrsKit.Postgres.Tests;

/// <summary>This assembly as a further process of a test.</summary>
internal static class Program
{
    public static Task Main(string[] args) =>
        args switch
        {
            ["work", var connectionString, var schema] => Worker.RunAsync(connectionString, schema),
            ["rebuild", var connectionString, var schema] => Rankings.RebuildAsync(connectionString, schema),
            ["rebuild-wide", var connectionString, var schema] => WidePages.RebuildAsync(connectionString, schema),
            _ => throw new ArgumentException(string.Join(' ', args)),
        };
}
