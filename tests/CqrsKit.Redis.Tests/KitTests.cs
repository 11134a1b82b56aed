using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Projections;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Redis.Tests;

/// <summary>Whole applications with their view in Redis.</summary>
public sealed class KitTests : IDisposable
{
    private readonly string _prefix = Some.Prefix();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"cqrskit-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var path in new[] { _file, _file + "-wal", _file + "-shm" })
            File.Delete(path);
    }

    [RedisTheory]
    [InlineData(RedisFormat.Json, 1)]
    [InlineData(RedisFormat.Hashes, 1)]
    [InlineData(RedisFormat.Json, 5)]
    [InlineData(RedisFormat.Hashes, 5)]
    public async Task The_same_code_runs_with_views_in_Redis(RedisFormat format, int partitions)
    {
        await using (var provider = await Start())
        {
            await provider.SendAsync(
                new PlaceOrder("1", "ann", 30),
                new PlaceOrder("2", "bob", 12),
                new PlaceOrder("3", "cyd", 20)
            );
            Assert.Equal(30, await provider.AskAsync(new TotalOf("ann")));
            Assert.Equal(["ann 30", "cyd 20", "bob 12"], await provider.AskAsync(new Ranking()));
            await provider.StopCqrsKitAsync();
        }

        await using var again = await Start();
        await again.SendAsync(new PlaceOrder("1", "bob", 8.5m));
        await again.SendAsync(new CloseAccount("ann"));
        Assert.Null(await again.AskAsync(new TotalOf("ann")));
        Assert.Equal(["bob 20.5", "cyd 20"], await again.AskAsync(new Ranking()));
        await again.StopCqrsKitAsync();

        Task<ServiceProvider> Start() =>
            Apps.StartAsync(
                RedisProcess.Shared.Address,
                _prefix,
                _file,
                options => (options.Format, options.ViewsPerScript) = (format, 2),
                partitions
            );
    }

    [RedisFact]
    public async Task Commands_of_the_user_s_own_read_on_the_replica_that_met_the_contract()
    {
        await using var provider = await Apps.StartAsync(RedisProcess.Shared.Address, _prefix);
        await provider.SendAsync(new PlaceOrder("1", "ann", 30));
        Assert.Equal(
            """{"customer":"ann","total":30}""",
            await provider.AskAsync(new RawTotalOf("ann", _prefix)),
            ignoreCase: true
        );
        await provider.StopCqrsKitAsync();
    }

    [RedisFact]
    public async Task An_inline_view_in_Redis_is_a_fault_at_start_up()
    {
        await using var provider = Apps.Build(
            RedisProcess.Shared.Address,
            _prefix,
            more: kit => kit.AddView<OtherTotals>(view => view.Inline().In("redis"))
        );
        var error = await Assert.ThrowsAsync<StartupException>(() => provider.StartCqrsKitAsync().AsTask());
        Assert.EndsWith(nameof(OtherTotals), Assert.Single(error.Faults).Subject, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_rebuilt_view_takes_the_place_of_the_old_one()
    {
        await using var provider = await Apps.StartAsync(RedisProcess.Shared.Address, _prefix, _file, partitions: 3);
        foreach (var n in Enumerable.Range(0, 50))
            await provider.SendAsync(new PlaceOrder($"{n}", $"c{n % 7}", 1));
        await provider.AskAsync(new Ranking());
        var report = await provider.GetRequiredService<IViews>().RebuildAsync("customer-totals");
        Assert.Equal((1, 2), (report.From, report.To));
        await provider.SendAsync(new PlaceOrder("x", "c0", 1));
        Assert.Equal(9, await provider.AskAsync(new TotalOf("c0")));
        await provider.StopCqrsKitAsync();
    }
}
