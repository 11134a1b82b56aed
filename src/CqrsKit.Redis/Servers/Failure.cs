using System;
using StackExchange.Redis;

namespace CqrsKit.Redis.Servers;

/// <summary>What a failure of the server or the driver means.</summary>
internal static class Failure
{
    /// <summary>Whether the error is the server's or the driver's.</summary>
    public static bool IsOne(Exception error) =>
        error is RedisException or RedisCommandException or RedisTimeoutException or TimeoutException;

    /// <summary>Whether the server could not be reached, or not kept, and may be back soon. What was sent may have been done.</summary>
    public static bool IsPassing(Exception error) =>
        error switch
        {
            RedisConnectionException lost => lost.FailureType != ConnectionFailureType.AuthenticationFailure,
            RedisTimeoutException or TimeoutException => true,
            RedisServerException server => Says(
                server,
                "LOADING",
                "MASTERDOWN",
                "CLUSTERDOWN",
                "TRYAGAIN",
                "BUSY",
                "READONLY",
                "NOSCRIPT",
                "Endpoint"
            ),
            // The only server that is left is still a replica.
            RedisCommandException refused => refused.Message.Contains("replica", StringComparison.Ordinal),
            _ => false,
        };

    /// <summary>The same failure as an error about the server, with a remedy.</summary>
    public static RedisStoreException Explain(string server, Exception error)
    {
        var (problem, remedy) = error switch
        {
            RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => (
                $"the server refuses the login ({error.Message}).",
                "Correct user and password in the configuration."
            ),
            RedisConnectionException => (
                $"the server cannot be reached ({error.Message}).",
                "Check host, port, TLS and network, and that the server runs."
            ),
            RedisTimeoutException or TimeoutException => (
                $"the server did not answer in time ({error.Message}).",
                "Look for slow commands in its SLOWLOG, or raise RedisOptions.CommandTimeout."
            ),
            RedisServerException says => Explain(says),
            _ => ($"the driver failed ({error.Message}).", "Check the configuration and the server's log."),
        };
        return new RedisStoreException(server, problem, remedy, error);
    }

    private static (string Problem, string Remedy) Explain(RedisServerException error)
    {
        var text = error.Message;
        if (Says(error, "OOM"))
            return (
                $"the server has reached its maxmemory ({text}). Nothing was written.",
                "Give it more memory, or drop generations of views that are no longer needed."
            );
        if (Says(error, "NOAUTH", "WRONGPASS"))
            return ($"the server refuses the login ({text}).", "Correct user and password in the configuration.");
        if (Says(error, "NOPERM"))
            return (
                $"the user lacks a right ({text}).",
                "Let the user run scripts and @read, @write, @keyspace and INFO on the keys of RedisOptions.KeyPrefix."
            );
        if (Says(error, "MISCONF", "NOREPLICAS"))
            return (
                $"the server takes no writes ({text}). Nothing was written.",
                "Free space on its disk, or bring its replicas back."
            );
        if (Says(error, "READONLY"))
            return (
                "the server is a replica. Nothing was written.",
                "Name the primary in the configuration too, or a Sentinel with serviceName."
            );
        if (Says(error, "LOADING", "BUSY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN"))
            return (
                $"the server is not ready ({text}).",
                "Wait until it is; raise RedisOptions.RetryWithin to wait longer."
            );
        return ($"{text}.", "Check that nobody but CqrsKit changes the keys under its prefix, and the server's log.");
    }

    private static bool Says(RedisServerException error, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (error.Message.Contains(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
