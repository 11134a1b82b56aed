using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Tests.InMemory;

public sealed class InlineViewConformanceTests
{
    private static readonly InlineViewConformance Suite = new(InMemoryStore.OpenAsync);

    public static TheoryData<string> Rules => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public Task The_in_memory_store_keeps_the_rule(string rule) => Suite.RunAsync(rule);
}
