using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Setup;
using Xunit;

namespace CqrsKit.Redis.Tests.Servers;

/// <summary>What cannot be used, and servers that fail: a clear error, or a clean wait.</summary>
public sealed class FaultTests
{
    [RedisTheory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public async Task An_evicting_policy_is_refused_at_start_up(string policy)
    {
        using var server = new RedisProcess("--maxmemory-policy", policy);
        var fault = await FaultOf(server.Address);
        Assert.Contains($"maxmemory-policy is '{policy}'", fault.Problem, StringComparison.Ordinal);
        Assert.Contains("noeviction", fault.Remedy, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_policy_that_becomes_an_evicting_one_is_refused_when_the_server_comes_back()
    {
        using var server = new RedisProcess();
        using var store = new Store(server.Address);
        var generation = await store.Views.Active("v");
        server.Execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        server.Execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        RedisStoreException? refused = null;
        for (var n = 0; refused is null; n++)
        {
            try
            {
                await store.Views.ApplyAsync(Some.Batch(generation, 0, n, n + 1));
            }
            catch (RedisStoreException error)
            {
                refused = error;
            }
        }

        Assert.Contains("allkeys-lru", refused.Problem, StringComparison.Ordinal);
    }

    [RedisTheory]
    [InlineData("127.0.0.1:1", "cannot be reached")]
    [InlineData("no-such-host.invalid:6379", "cannot be reached")]
    [InlineData("localhost:6379,nonsense=1", "cannot be read")]
    public async Task An_address_that_leads_nowhere_is_a_fault_at_start_up(string address, string problem)
    {
        var fault = await FaultOf(address);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_wrong_password_is_named_and_not_shown()
    {
        using var server = new RedisProcess("--requirepass", "right");
        var fault = await FaultOf($"{server.Address},password=secret-1");
        Assert.Contains("refuses the login", fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-1", fault.ToString(), StringComparison.Ordinal);
        using var store = new Store($"{server.Address},password=right");
        await store.Views.Active("v");
    }

    [RedisTheory]
    [InlineData("shop{1}")]
    [InlineData("shop")]
    public async Task Options_that_cannot_work_are_a_fault(string prefix)
    {
        var fault = await FaultOf(
            RedisProcess.Shared.Address,
            options => (options.KeyPrefix, options.ViewsPerScript) = (prefix, prefix == "shop" ? 0 : 1)
        );
        Assert.Contains("RedisOptions", fault.Problem, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_full_server_says_so_and_loses_nothing()
    {
        using var server = new RedisProcess("--maxmemory", "6mb");
        using var store = new Store(server.Address, options => options.ViewsPerScript = 1);
        var generation = await store.Views.Active("v");
        var text = new string('x', 200_000);
        RedisStoreException? full = null;
        var mark = 0;
        while (full is null)
        {
            try
            {
                var rows = Enumerable.Range(0, 4).Select(i => Some.Row($"{mark}-{i}", text, mark + 1));
                await store.Views.ApplyAsync(Some.Batch(generation, 0, mark, mark + 1, [.. rows]));
                mark++;
            }
            catch (RedisStoreException error)
            {
                full = error;
            }
        }

        Assert.Contains("maxmemory", full.Problem, StringComparison.Ordinal);
        Assert.Equal(Some.Mark(mark), (await store.Views.CheckpointsAsync(generation, Some.None))[0].Mark);
        server.Execute("CONFIG", "SET", "maxmemory", "0");
        Assert.Equal(
            ApplyOutcome.Applied,
            await store.Views.ApplyAsync(Some.Batch(generation, 0, mark, mark + 1, Some.Row("last", "1", mark + 1)))
        );
        Assert.Equal(text, await store.Views.TextOf(generation, "0-3"));
    }

    [RedisFact]
    public async Task A_read_waits_for_a_server_that_restarts_and_is_cut_off_by_its_caller()
    {
        using var server = new RedisProcess("--appendonly", "yes", "--appendfsync", "always");
        using var store = new Store(server.Address);
        var generation = await store.Views.Active("v");
        await store.Views.ApplyAsync(Some.Batch(generation, 0, 0, 1, Some.Row("k", "1", 1)));
        server.Kill();
        using (var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(200)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                store.Views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", "k")], caller.Token).AsTask()
            );
        }

        var reading = store.Views.TextOf(generation, "k");
        server.Start();
        Assert.Equal("1", await reading);
    }

    [RedisFact]
    public async Task A_server_that_stays_away_is_an_error_within_the_time_set()
    {
        using var server = new RedisProcess();
        using var store = new Store(
            server.Address,
            options =>
            {
                options.RetryWithin = TimeSpan.FromMilliseconds(300);
                options.CommandTimeout = TimeSpan.FromMilliseconds(500);
            }
        );
        var generation = await store.Views.Active("v");
        server.Kill();
        var error = await Assert.ThrowsAsync<RedisStoreException>(() =>
            store.Views.ApplyAsync(Some.Batch(generation, 0, 0, 1)).AsTask()
        );
        Assert.Contains(server.Address, error.Server, StringComparison.Ordinal);
        await Assert.ThrowsAsync<RedisStoreException>(() => store.Views.TextOf(generation, "k"));
    }

    [RedisFact]
    public async Task A_batch_that_took_longer_than_the_time_set_is_settled_by_the_server()
    {
        using var server = new RedisProcess();
        using var store = new Store(
            server.Address,
            options =>
            {
                options.CommandTimeout = TimeSpan.FromMilliseconds(300);
                options.ViewsPerScript = 1;
            }
        );
        var generation = await store.Views.Active("v");
        var asleep = Task.Run(() => server.Execute("DEBUG", "SLEEP", "1.5"));
        for (var n = 0; n < 20; n++)
            Assert.Equal(
                ApplyOutcome.Applied,
                await store.Views.ApplyAsync(
                    Some.Batch(generation, 0, n, n + 1, Some.Row("a", $"{n}", n + 1), Some.Row("b", $"{n}", n + 1))
                )
            );
        await asleep;
        var rows = (
            await store.Views.LoadAsync(generation, 0, long.MaxValue, [new("", "a"), new("", "b")], Some.None)
        )!;
        Assert.Equal([20L, 20L], rows.Select(row => row.RowVersion));
    }

    private static async Task<StartupFault> FaultOf(string address, Action<RedisOptions>? configure = null)
    {
        await using var provider = Apps.Build(
            address,
            "faults",
            configure: options =>
            {
                options.RetryWithin = TimeSpan.FromMilliseconds(100);
                options.ConnectTimeout = TimeSpan.FromSeconds(2);
                configure?.Invoke(options);
            }
        );
        var error = await Assert.ThrowsAsync<StartupException>(() => provider.StartCqrsKitAsync().AsTask());
        return Assert.Single(error.Faults);
    }
}
