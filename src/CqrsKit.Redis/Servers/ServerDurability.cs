using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StackExchange.Redis;

namespace CqrsKit.Redis.Servers;

/// <summary>Asks servers what they keep of that which they have acknowledged.</summary>
internal static class ServerDurability
{
    private const string Unknown = "unknown";

    /// <summary>Asks every primary; what is acknowledged survives what it survives on the weakest.</summary>
    public static async Task<StoreDurability?> ReadAsync(IConnectionMultiplexer connection, string name)
    {
        var answers = await Task.WhenAll(
                connection
                    .GetServers()
                    .Where(server => server is { IsConnected: true, IsReplica: false })
                    .Select(ConfigurationAsync)
            )
            .ConfigureAwait(false);
        return answers.Select(values => Judge(name, values)).MinBy(one => one.Durability);
    }

    private static StoreDurability Judge(string name, Dictionary<string, string> values)
    {
        var (appendOnly, appendFsync) = (Value("appendonly"), Value("appendfsync"));
        var whileRewriting = Value("no-appendfsync-on-rewrite");
        var settings =
            $"Redis server {name}, appendonly={appendOnly}, appendfsync={appendFsync}, no-appendfsync-on-rewrite={whileRewriting}, save='{Value("save")}'";
        if (appendOnly == Unknown)
            return new(
                Durability.Volatile,
                settings,
                "Allow the user CONFIG GET, without which nobody can tell, and set appendonly to yes."
            );
        if (appendOnly != "yes")
            return new(
                Durability.Volatile,
                settings,
                "Set appendonly to yes: a snapshot (save) lacks what came after it."
            );
        if (appendFsync != "always")
            return new(Durability.ProcessSafe, settings, "Set appendfsync to always.");
        return whileRewriting == "no"
            ? new(Durability.PowerSafe, settings, "")
            : new(Durability.ProcessSafe, settings, "Set no-appendfsync-on-rewrite to no.");

        string Value(string key) => values.GetValueOrDefault(key, Unknown);
    }

    private static async Task<Dictionary<string, string>> ConfigurationAsync(IServer server)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pattern in (string[])["append*", "no-appendfsync-on-rewrite", "save"])
        {
            try
            {
                var pairs = (RedisResult[])(await server.ExecuteAsync("CONFIG", "GET", pattern).ConfigureAwait(false))!;
                for (var i = 0; i + 1 < pairs.Length; i += 2)
                    values[(string)pairs[i]!] = (string)pairs[i + 1]!;
            }
            catch (Exception error) when (error is RedisServerException or RedisCommandException)
            {
                // Not allowed, renamed, or left out of the driver's commands, as where others run the server.
            }
        }

        return values;
    }
}
