using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Postgres.Tests.Views;

public sealed class BulkFillConformanceTests
{
    private static readonly BulkFillConformance Suite = new(PostgresUnderTest.OpenAsync, durable: true);

    public static TheoryData<string> Rules => [.. Suite.Names];

    [PostgresTheory]
    [MemberData(nameof(Rules))]
    public Task The_PostgreSQL_store_keeps_the_rule(string rule) => Suite.RunAsync(rule);
}
