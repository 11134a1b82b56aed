using Xunit;

namespace CqrsKit.Postgres.Tests;

/// <summary>A test that fills a small disk on a server; skipped, and said so, where there is none or it cannot be mounted.</summary>
public sealed class PostgresMountFactAttribute : FactAttribute
{
    public PostgresMountFactAttribute() => Skip = Needs.Mount;
}
