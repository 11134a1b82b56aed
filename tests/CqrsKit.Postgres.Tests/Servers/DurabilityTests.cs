using System;
using System.Threading.Tasks;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Postgres.Tests.Servers;

public sealed class DurabilityTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task A_server_as_it_comes_is_power_safe_for_commands_and_views()
    {
        var store = _scratch.Open();
        await store.Database.OpenAsync(Store.None);

        var found = await store.Write.DurabilityAsync(Store.None);

        Assert.Equal(Durability.PowerSafe, found!.Durability);
        Assert.EndsWith(
            "synchronous_commit=on, fsync=on, full_page_writes=on",
            found.Settings,
            StringComparison.Ordinal
        );
        Assert.Equal(found, await ((IDurableStore)store.Views).DurabilityAsync(Store.None));
    }

    [PostgresTheory]
    [InlineData("synchronous_commit", Durability.Volatile)]
    [InlineData("fsync", Durability.ProcessSafe)]
    [InlineData("full_page_writes", Durability.ProcessSafe)]
    public async Task A_server_that_is_set_to_keep_less_says_so(string setting, Durability expected)
    {
        using var cluster = new Cluster($"{setting}=off");
        using var scratch = new Scratch(cluster);
        var store = scratch.Open();
        await store.Database.OpenAsync(Store.None);

        var found = await store.Write.DurabilityAsync(Store.None);

        Assert.Equal(expected, found!.Durability);
        Assert.Contains($"{setting}=off", found.Settings, StringComparison.Ordinal);
        Assert.Contains($"Set {setting} to on", found.Remedy, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task What_holds_for_the_stores_own_connections_decides()
    {
        using var store = new Store(
            _scratch.Server.ConnectionString() + ";Options=-c synchronous_commit=off",
            new PostgresOptions { Schema = _scratch.Schema }
        );
        await store.Database.OpenAsync(Store.None);

        Assert.Equal(Durability.Volatile, (await store.Write.DurabilityAsync(Store.None))!.Durability);
    }

    [PostgresFact]
    public async Task A_table_that_the_server_empties_after_a_crash_is_named()
    {
        var store = _scratch.Open();
        await store.Database.OpenAsync(Store.None);
        using var connection = _scratch.Connect();
        _scratch.Run(connection, "ALTER TABLE {s}.row SET UNLOGGED");

        var found = await store.Write.DurabilityAsync(Store.None);

        Assert.Equal(Durability.Volatile, found!.Durability);
        Assert.Contains("table 'row' unlogged", found.Settings, StringComparison.Ordinal);
        Assert.Contains("SET LOGGED", found.Remedy, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_demand_that_the_settings_do_not_meet_is_refused_at_start_up()
    {
        await using var provider = new ServiceCollection()
            .AddCqrsKit(kit =>
                kit.UsePostgres(
                        _scratch.Server.ConnectionString() + ";Options=-c synchronous_commit=off",
                        options => options.Schema = _scratch.Schema
                    )
                    .RequireDurability(Durability.ProcessSafe)
            )
            .BuildServiceProvider();

        var error = await Assert.ThrowsAsync<StartupException>(async () => await provider.StartCqrsKitAsync());

        var fault = Assert.Single(error.Faults);
        Assert.Equal("The write store", fault.Subject);
        Assert.Contains("is volatile", fault.Problem, StringComparison.Ordinal);
        Assert.Contains("process-safe is required", fault.Problem, StringComparison.Ordinal);
        Assert.Contains("synchronous_commit", fault.Remedy, StringComparison.Ordinal);
    }
}
