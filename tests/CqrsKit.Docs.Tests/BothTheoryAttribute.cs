using Xunit;

namespace CqrsKit.Docs.Tests;

/// <summary>A theory that needs PostgreSQL and Redis; skipped, and said so, where one is missing. In CI nothing is skipped.</summary>
public sealed class BothTheoryAttribute : TheoryAttribute
{
    public BothTheoryAttribute() => Skip = CqrsKit.Postgres.Tests.Needs.Server ?? CqrsKit.Redis.Tests.Needs.Server;
}
