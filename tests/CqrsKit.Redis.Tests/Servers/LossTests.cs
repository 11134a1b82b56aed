using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Setup;
using Xunit;

namespace CqrsKit.Redis.Tests.Servers;

/// <summary>Servers that come back without what they had acknowledged.</summary>
public sealed class LossTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"cqrskit-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var path in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(path);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_server_that_lost_everything_is_filled_again_though_nothing_new_happens(int partitions)
    {
        using var server = new RedisProcess();
        await using var provider = await Apps.StartAsync(server.Address, "shop", _file, partitions: partitions);
        for (var n = 0; n < 20; n++)
            await provider.SendAsync(new PlaceOrder($"{n}", $"c{n % 4}", n));
        var before = await provider.AskAsync(new Ranking());
        server.Restart();
        Assert.Equal(before, await provider.AskAsync(new Ranking()));
        await provider.SendAsync(new PlaceOrder("x", "c0", 1));
        Assert.Equal(41, await provider.AskAsync(new TotalOf("c0")));
        await provider.StopCqrsKitAsync();
    }

    [RedisFact]
    public async Task A_server_that_lost_its_tail_goes_on_from_the_checkpoint_that_it_still_has()
    {
        using var server = new RedisProcess();
        await using var provider = await Apps.StartAsync(server.Address, "shop", _file);
        await provider.SendAsync(new PlaceOrder("1", "ann", 30), new PlaceOrder("2", "bob", 5));
        await provider.AskAsync(new Ranking());
        server.Execute("SAVE");
        await provider.SendAsync(new PlaceOrder("3", "ann", 12));
        await provider.SendAsync(new CloseAccount("bob"));
        Assert.Equal(["ann 42"], await provider.AskAsync(new Ranking()));
        server.Restart();
        Assert.Equal(["ann 42"], await provider.AskAsync(new Ranking()));
        Assert.Single(await Generations(server));
        await provider.StopCqrsKitAsync();
    }

    [RedisFact]
    public async Task A_replica_that_is_promoted_without_the_tail_is_filled_up()
    {
        using var primary = new RedisProcess();
        using var replica = new RedisProcess("--replicaof", "127.0.0.1", $"{primary.Port}", "--replica-priority", "1");
        await using var provider = await Apps.StartAsync($"{primary.Address},{replica.Address}", "shop", _file);
        await provider.SendAsync(new PlaceOrder("1", "ann", 30), new PlaceOrder("2", "bob", 5));
        await provider.AskAsync(new Ranking());
        Assert.Equal("1", primary.Execute("WAIT", "1", "10000"));
        // From here on the replica gets nothing more.
        primary.Execute("ACL", "SETUSER", "default", "-psync", "-sync");
        primary.Execute("CLIENT", "KILL", "TYPE", "replica");
        await provider.SendAsync(new PlaceOrder("3", "ann", 12));
        Assert.Equal(42, await provider.AskAsync(new TotalOf("ann")));
        primary.Kill();
        replica.Execute("REPLICAOF", "NO", "ONE");
        Assert.Equal(["ann 42", "bob 5"], await provider.AskAsync(new Ranking()));
        Assert.Single(await Generations(replica));
        await provider.StopCqrsKitAsync();
    }

    [RedisFact]
    public async Task A_lost_replay_is_noticed_by_the_count_of_applies()
    {
        using var server = new RedisProcess();
        using var store = new Store(server.Address);
        var generation = await store.Views.Active("v");
        var fence = await store.Views.RaiseFenceAsync(generation, 0, Some.None);
        await Apply(ApplyOutcome.Applied, 0, 5);
        server.Execute("SAVE");
        await Apply(ApplyOutcome.Applied, 5, 5);
        server.Restart();
        await Apply(ApplyOutcome.Moved, 5, 6);

        async Task Apply(ApplyOutcome expected, int from, int to) =>
            Assert.Equal(
                expected,
                await store.Views.ApplyAsync(Some.Batch(generation, fence, from, to, Some.Row("k", $"{from}", from)))
            );
    }

    [RedisFact]
    public async Task A_fence_is_not_given_out_again_by_a_server_that_lost_it()
    {
        using var server = new RedisProcess();
        using var store = new Store(server.Address);
        var generation = await store.Views.Active("v");
        server.Execute("SAVE");
        var lost = await store.Views.RaiseFenceAsync(generation, 0, Some.None);
        server.Restart();
        Assert.True(await store.Views.RaiseFenceAsync(generation, 0, Some.None) > lost);
    }

    [RedisFact]
    public async Task A_connection_that_was_only_cut_is_no_loss()
    {
        using var server = new RedisProcess();
        using var store = new Store(server.Address);
        var generation = await store.Views.Active("v");
        for (var n = 0; n < 3; n++)
        {
            server.Execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            Assert.Equal(
                ApplyOutcome.Applied,
                await store.Views.ApplyAsync(Some.Batch(generation, 0, n, n + 1, Some.Row("k", $"{n}", n + 1)))
            );
        }

        Assert.Equal(0, store.Views.Losses);
        server.Restart();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (store.Views.Losses == 0)
            await store.Views.GenerationsAsync("v", patience.Token);
    }

    [RedisFact]
    public async Task A_server_that_restarts_under_load_ends_with_every_event_counted_once()
    {
        using var server = new RedisProcess("--appendonly", "yes", "--appendfsync", "always");
        await using var provider = await Apps.StartAsync(
            server.Address,
            "shop",
            _file,
            options => options.ViewsPerScript = 3
        );
        var sending = Task.Run(async () =>
        {
            for (var n = 0; n < 300; n++)
                await provider.SendAsync(new PlaceOrder($"{n}", $"c{n % 10}", 1));
        });
        for (var restart = 0; restart < 3; restart++)
            server.Restart();
        await sending;
        Assert.Equal(
            Enumerable.Range(0, 10).Select(n => $"c{n} 30").Order(),
            (await provider.AskAsync(new Ranking())).Order()
        );
        await provider.StopCqrsKitAsync();
    }

    private static async Task<IReadOnlyList<ViewGeneration>> Generations(RedisProcess server)
    {
        using var store = new Store(server.Address, options => options.KeyPrefix = "shop");
        return await store.Views.GenerationsAsync("customer-totals", Some.None);
    }
}
