using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Units;

public sealed class WriteStoreConformanceTests
{
    private static readonly WriteStoreConformance Suite = new(SqliteUnderTest.OpenAsync, durable: true);

    public static TheoryData<string> Rules => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task The_SQLite_store_keeps_the_rule(string rule) => Suite.RunAsync(rule);
}
