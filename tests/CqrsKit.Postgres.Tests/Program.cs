using System;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests.Leases;

namespace CqrsKit.Postgres.Tests;

/// <summary>This assembly as a further process of a test.</summary>
internal static class Program
{
    public static async Task Main(string[] args)
    {
        if (args is not ["work", var connectionString, var schema])
            throw new ArgumentException(string.Join(' ', args));
        await Worker.RunAsync(connectionString, schema);
    }
}
