using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

public sealed class InlineViewConformanceTests
{
    private static readonly InlineViewConformance Suite = new(PostgresUnderTest.OpenAsync);

    public static TheoryData<string> Rules => [.. Suite.Names];

    [PostgresTheory]
    [MemberData(nameof(Rules))]
    public Task The_PostgreSQL_store_keeps_the_rule(string rule) => Suite.RunAsync(rule);
}
