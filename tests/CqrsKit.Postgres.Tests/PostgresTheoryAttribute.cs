using Xunit;

namespace CqrsKit.Postgres.Tests;

/// <summary>A theory that needs a server; skipped, and said so, where there is none. In CI nothing is skipped.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = Needs.Server;
}
