using Xunit;

namespace CqrsKit.Postgres.Tests;

/// <summary>A test that needs a server; skipped, and said so, where there is none. In CI nothing is skipped.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = Needs.Server;
}
