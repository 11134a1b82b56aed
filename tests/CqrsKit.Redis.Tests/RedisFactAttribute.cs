using Xunit;

namespace CqrsKit.Redis.Tests;

/// <summary>A test that needs a server; skipped, and said so, where there is none. In CI nothing is skipped.</summary>
public sealed class RedisFactAttribute : FactAttribute
{
    public RedisFactAttribute() => Skip = Needs.Server;
}
