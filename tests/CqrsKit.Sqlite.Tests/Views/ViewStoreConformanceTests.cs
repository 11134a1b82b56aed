using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Views;

public sealed class ViewStoreConformanceTests
{
    private static readonly ViewStoreConformance Suite = new(SqliteUnderTest.OpenAsync, durable: true);

    public static TheoryData<string> Rules => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task The_SQLite_store_keeps_the_rule(string rule) => Suite.RunAsync(rule);
}
