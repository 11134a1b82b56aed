using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Setup;
using CqrsKit.Testing;
using Xunit;

namespace CqrsKit.Redis.Tests.Servers;

/// <summary>A cluster of three nodes.</summary>
public sealed class ClusterTests
{
    private static readonly ViewStoreConformance Suite = new(
        RedisUnderTest.With(viewsPerScript: 3, address: () => RedisCluster.Shared.Address),
        durable: true
    );

    public static TheoryData<string> Rules => [.. Suite.Names];

    [RedisTheory]
    [MemberData(nameof(Rules))]
    public Task The_Redis_store_keeps_the_rule_in_a_cluster(string rule) => Suite.RunAsync(rule);

    [RedisFact]
    public async Task Partitions_lie_on_several_nodes_and_lists_merge_them()
    {
        var prefix = Some.Prefix();
        await using var provider = await Apps.StartAsync(RedisCluster.Shared.Address, prefix, partitions: 8);
        for (var n = 0; n < 60; n++)
            await provider.SendAsync(new PlaceOrder($"{n}", $"c{n}", n + 1));
        Assert.Equal(
            Enumerable.Range(0, 60).Reverse().Select(n => $"c{n} {n + 1}"),
            await provider.AskAsync(new Ranking())
        );
        Assert.Equal(7, await provider.AskAsync(new TotalOf("c6")));
        await provider.StopCqrsKitAsync();
        var keys = RedisCluster.Shared.Nodes.Select(node => node.Keys($"{prefix}:*"));
        Assert.All(keys, count => Assert.InRange(count, 1, 1000));
    }

    [RedisFact]
    public async Task A_node_that_lost_everything_is_filled_again()
    {
        using var cluster = new RedisCluster();
        await using var provider = await Apps.StartAsync(
            cluster.Address,
            "shop",
            configure: options => options.RetryWithin = TimeSpan.FromSeconds(30),
            partitions: 8
        );
        for (var n = 0; n < 40; n++)
            await provider.SendAsync(new PlaceOrder($"{n}", $"c{n}", n + 1));
        var before = await provider.AskAsync(new Ranking());
        foreach (var node in cluster.Nodes)
        {
            node.Restart();
            Assert.Equal(before, await provider.AskAsync(new Ranking()));
        }

        await provider.StopCqrsKitAsync();
    }
}
