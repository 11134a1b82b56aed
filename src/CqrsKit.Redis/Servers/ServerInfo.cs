using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using StackExchange.Redis;

namespace CqrsKit.Redis.Servers;

/// <summary>What the primaries say of themselves.</summary>
/// <param name="Identity">The run of each and its history of replication: another one may have lost what was acknowledged.</param>
/// <param name="Evicting">The maxmemory-policy that may throw views away; null where there is none.</param>
/// <param name="TooOld">The version of a server that is too old; null where there is none.</param>
internal sealed record ServerInfo(string Identity, string? Evicting, string? TooOld)
{
    private static readonly Version Oldest = new(6, 2);

    /// <summary>Asks every connected server; null where none is a primary now.</summary>
    public static async Task<ServerInfo?> ReadAsync(IConnectionMultiplexer connection)
    {
        // In a script: the driver demands a connection on which administration is allowed for the command itself.
        var answers = await Task.WhenAll(
                connection
                    .GetServers()
                    .Where(server => server.IsConnected)
                    .Select(server => server.ExecuteAsync("EVAL", "return redis.call('INFO')", 0))
            )
            .ConfigureAwait(false);
        var primaries = answers
            .Select(answer => Parse((string)answer!))
            .Where(info => info.GetValueOrDefault("role") == "master");
        return Of([.. primaries]);
    }

    private static ServerInfo? Of(IReadOnlyList<Dictionary<string, string>> primaries) =>
        primaries.Count == 0
            ? null
            : new ServerInfo(
                string.Join(
                    ' ',
                    primaries
                        .Select(info => $"{info.GetValueOrDefault("run_id")}/{info.GetValueOrDefault("master_replid")}")
                        .Order(StringComparer.Ordinal)
                ),
                primaries
                    .Select(info => info.GetValueOrDefault("maxmemory_policy", "noeviction"))
                    .FirstOrDefault(policy => policy != "noeviction"),
                primaries
                    .Select(info => info.GetValueOrDefault("redis_version", ""))
                    .FirstOrDefault(version => Version.TryParse(version, out var number) && number < Oldest)
            );

    private static Dictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                values[line[..colon]] = line[(colon + 1)..].TrimEnd('\r');
        }

        return values;
    }
}
