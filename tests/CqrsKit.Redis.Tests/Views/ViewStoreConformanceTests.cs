using System.Threading.Tasks;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Redis.Tests.Views;

public sealed class ViewStoreConformanceTests
{
    private static readonly ViewStoreConformance Json = new(RedisUnderTest.With(), durable: true);

    private static readonly ViewStoreConformance Hashes = new(RedisUnderTest.With(RedisFormat.Hashes), durable: true);

    private static readonly ViewStoreConformance Sliced = new(RedisUnderTest.With(viewsPerScript: 1), durable: true);

    public static TheoryData<string> Rules => [.. Json.Names];

    [RedisTheory]
    [MemberData(nameof(Rules))]
    public Task The_Redis_store_keeps_the_rule(string rule) => Json.RunAsync(rule);

    [RedisTheory]
    [MemberData(nameof(Rules))]
    public Task The_Redis_store_keeps_the_rule_with_views_as_hashes(string rule) => Hashes.RunAsync(rule);

    [RedisTheory]
    [MemberData(nameof(Rules))]
    public Task The_Redis_store_keeps_the_rule_in_batches_of_many_scripts(string rule) => Sliced.RunAsync(rule);
}
