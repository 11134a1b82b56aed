using System;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests.Views;

namespace CqrsKit.Postgres.Tests;

/// <summary>What this assembly does when it is started as a second process.</summary>
internal static class Program
{
    public static async Task Main(string[] args)
    {
        switch (args)
        {
            case ["rebuild", var connection, var schema]:
                await Rankings.RebuildAsync(connection, schema);
                break;
            case ["rebuild-wide", var connection, var schema]:
                await WidePages.RebuildAsync(connection, schema);
                break;
            default:
                throw new ArgumentException(string.Join(' ', args));
        }
    }
}
