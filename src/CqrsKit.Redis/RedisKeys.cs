using CqrsKit.Reading;
using CqrsKit.Redis.Views;
using StackExchange.Redis;

namespace CqrsKit.Redis;

/// <summary>The names of the keys under which views lie, for commands of your own.</summary>
/// <param name="prefix">The prefix, as in <see cref="RedisOptions.KeyPrefix"/>.</param>
public sealed class RedisKeys(string prefix = "cqrskit")
{
    /// <summary>The key of a view: a string, or a hash with <see cref="RedisFormat.Hashes"/>.</summary>
    /// <param name="generation">The generation to read.</param>
    /// <param name="key">Tenant and key of the view.</param>
    /// <param name="partitions">How many partitions the generation has.</param>
    public RedisKey View(GenerationId generation, ViewKey key, int partitions = 1) =>
        new GenerationKeys(prefix, generation, ViewMode.Async, partitions).Of(key).Row(key);
}
