using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Setup;
using Xunit;

namespace CqrsKit.Redis.Tests.Servers;

public sealed class DurabilityTests
{
    [RedisFact]
    public async Task A_server_says_what_it_keeps_as_it_is_set_now()
    {
        using var server = new RedisProcess();
        using var store = new Store(server.Address);
        await store.Server.OpenAsync(Some.None);

        await ShouldBe(Durability.Volatile, "appendonly=no", "Set appendonly to yes");
        server.Execute("CONFIG", "SET", "appendonly", "yes");
        await ShouldBe(Durability.ProcessSafe, "appendfsync=everysec", "Set appendfsync to always");
        server.Execute("CONFIG", "SET", "appendfsync", "always");
        await ShouldBe(Durability.PowerSafe, "appendonly=yes, appendfsync=always", "");
        server.Execute("CONFIG", "SET", "no-appendfsync-on-rewrite", "yes");
        await ShouldBe(Durability.ProcessSafe, "no-appendfsync-on-rewrite=yes", "Set no-appendfsync-on-rewrite to no");

        async Task ShouldBe(Durability expected, string settings, string remedy)
        {
            var found = await store.Views.DurabilityAsync(Some.None);
            Assert.Equal(expected, found!.Durability);
            Assert.Contains(settings, found.Settings, StringComparison.Ordinal);
            Assert.Contains(remedy, found.Remedy, StringComparison.Ordinal);
        }
    }

    [RedisFact]
    public async Task A_server_that_may_not_be_asked_counts_as_volatile()
    {
        using var server = new RedisProcess("--appendonly", "yes", "--appendfsync", "always");
        server.Execute("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-config");
        using var store = new Store($"{server.Address},user=app,password=secret");
        await store.Server.OpenAsync(Some.None);

        var found = await store.Views.DurabilityAsync(Some.None);

        Assert.Equal(Durability.Volatile, found!.Durability);
        Assert.Contains("CONFIG GET", found.Remedy, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_demand_on_views_is_refused_at_start_up_and_names_the_store()
    {
        await using var provider = Apps.Build(
            RedisProcess.Shared.Address,
            "durable",
            more: kit => kit.RequireViewDurability(Durability.PowerSafe)
        );

        var error = await Assert.ThrowsAsync<StartupException>(async () => await provider.StartCqrsKitAsync());

        Assert.Equal(["The view store", "The view store 'redis'"], error.Faults.Select(fault => fault.Subject));
        Assert.Contains("appendonly=no", error.Faults[1].Problem, StringComparison.Ordinal);
        Assert.Contains("power-safe is required", error.Faults[1].Problem, StringComparison.Ordinal);
    }
}
