using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Tests.InMemory;

public sealed class BulkFillConformanceTests
{
    private static readonly BulkFillConformance Suite = new(InMemoryStore.OpenAsync);

    public static TheoryData<string> Rules => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task The_in_memory_store_keeps_the_rule(string rule) => Suite.RunAsync(rule);
}
