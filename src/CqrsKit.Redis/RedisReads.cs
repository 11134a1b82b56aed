using CqrsKit.Reading;
using StackExchange.Redis;

namespace CqrsKit.Redis;

/// <summary>The way from a view reader to the database itself.</summary>
public static class RedisReads
{
    /// <summary>
    /// The database that this reader reads, for reads only. Its reads see all that the reader has seen.
    /// </summary>
    /// <exception cref="CqrsKitException">The reader does not read from Redis.</exception>
    public static IDatabase GetRedisDatabase(this IViewReader reader) =>
        reader.Native as IDatabase
        ?? throw new CqrsKitException(
            $"The view reader {reader.GetType()} does not read from Redis. Register the view with In(…) a store added by AddRedisViews."
        );
}
