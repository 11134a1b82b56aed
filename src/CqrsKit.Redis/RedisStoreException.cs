using System;

namespace CqrsKit.Redis;

/// <summary>A Redis server could not be reached, read or written; the message says what to do.</summary>
public sealed class RedisStoreException : CqrsKitException
{
    /// <summary>An error about a server.</summary>
    /// <param name="server">The server and the key prefix, without a password.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="remedy">What to do next.</param>
    /// <param name="innerException">What Redis or the driver said.</param>
    public RedisStoreException(string server, string problem, string remedy, Exception? innerException = null)
        : base($"Redis server {server}: {problem} {remedy}", innerException)
    {
        Server = server;
        Problem = problem;
        Remedy = remedy;
    }

    /// <summary>The server and the key prefix, without a password.</summary>
    public string Server { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do next.</summary>
    public string Remedy { get; }
}
