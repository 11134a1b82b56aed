using System;

namespace CqrsKit.Redis;

/// <summary>How a Redis server is used.</summary>
public sealed class RedisOptions
{
    /// <summary>What every key begins with; <c>cqrskit</c> unless set. Applications that share a server set their own.</summary>
    public string KeyPrefix { get; set; } = "cqrskit";

    /// <summary>
    /// The number of the database; null (the default) for the one that the configuration names, or 0. A cluster has 0 alone.
    /// </summary>
    public int? Database { get; set; }

    /// <summary>How a view lies in Redis; <see cref="RedisFormat.Json"/> unless set. Set it before the first view is stored.</summary>
    public RedisFormat Format { get; set; } = RedisFormat.Json;

    /// <summary>
    /// How long a command may take before its outcome counts as unknown; 5 seconds unless set. A write whose outcome is
    /// unknown is sent again, and the server knows whether it has it.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may take; 5 seconds unless set.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long to go on trying while the server cannot be reached, as in a restart or a failover; 10 seconds unless set.
    /// </summary>
    public TimeSpan RetryWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most views that one script writes, during which the server does nothing else; 500 unless set. Lower it where
    /// views are large or have many index entries, and readers must not wait for a few milliseconds.
    /// </summary>
    public int ViewsPerScript { get; set; } = 500;
}
