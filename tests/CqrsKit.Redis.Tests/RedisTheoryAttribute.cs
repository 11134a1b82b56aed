using Xunit;

namespace CqrsKit.Redis.Tests;

/// <summary>A theory that needs a server; skipped, and said so, where there is none. In CI nothing is skipped.</summary>
public sealed class RedisTheoryAttribute : TheoryAttribute
{
    public RedisTheoryAttribute() => Skip = Needs.Server;
}
