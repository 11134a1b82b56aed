using System;
using System.Threading.Tasks;
using Npgsql;

namespace CqrsKit.Postgres.Tests;

/// <summary>Waits for what the server itself says.</summary>
internal static class Waits
{
    /// <summary>Until a session waits for a lock, so that what the test does next comes while it waits.</summary>
    public static async Task<int> UntilSomebodyWaitsAsync(this Scratch scratch, int count = 1)
    {
        using var connection = scratch.Server.Connect();
        while (true)
        {
            using var command = new NpgsqlCommand(
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' ORDER BY query_start",
                connection
            );
            using var rows = await command.ExecuteReaderAsync();
            for (var found = 1; await rows.ReadAsync(); found++)
            {
                if (found == count)
                    return rows.GetInt32(0);
            }
        }
    }

    public static NpgsqlTransaction BeginWithXid(this NpgsqlConnection connection)
    {
        var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand("SELECT pg_current_xact_id()::text", connection);
        command.ExecuteScalar();
        return transaction;
    }
}
