using System;
using System.IO;
using System.Threading.Tasks;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Files;

public sealed class DurabilityTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(SqliteSynchronous.Full, Durability.PowerSafe, "FULL")]
    [InlineData(SqliteSynchronous.Extra, Durability.PowerSafe, "EXTRA")]
    [InlineData(SqliteSynchronous.Normal, Durability.ProcessSafe, "NORMAL")]
    [InlineData(SqliteSynchronous.Off, Durability.ProcessSafe, "OFF")]
    public async Task Commands_and_views_survive_what_their_own_setting_says(
        SqliteSynchronous synchronous,
        Durability expected,
        string word
    )
    {
        var other = synchronous == SqliteSynchronous.Full ? SqliteSynchronous.Normal : SqliteSynchronous.Full;
        var commands = _scratch.Open(configure: options =>
            (options.Synchronous, options.ViewSynchronous) = (synchronous, other)
        );
        var views = _scratch.Open(
            _scratch.Path + "2",
            options => (options.Synchronous, options.ViewSynchronous) = (other, synchronous)
        );
        commands.File.Open();
        views.File.Open();

        var ofCommands = await commands.Write.DurabilityAsync(Store.None);
        var ofViews = await ((IDurableStore)views.Views).DurabilityAsync(Store.None);

        Assert.Equal(expected, ofCommands!.Durability);
        Assert.Equal(expected, ofViews!.Durability);
        Assert.Equal($"SQLite file '{_scratch.Path}', synchronous={word}, journal_mode=wal", ofCommands.Settings);
        Assert.Equal($"SQLite file '{_scratch.Path}2', synchronous={word}, journal_mode=wal", ofViews.Settings);
        Assert.Equal(expected == Durability.PowerSafe, ofCommands.Remedy.Length == 0);
        if (expected != Durability.PowerSafe)
        {
            Assert.Contains("SqliteOptions.Synchronous to Full", ofCommands.Remedy, StringComparison.Ordinal);
            Assert.Contains("SqliteOptions.ViewSynchronous to Full", ofViews.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_is_what_the_connection_says_and_not_what_was_asked_for()
    {
        var store = _scratch.Open();
        var connection = store.File.Open().Connection;
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();

        var found = await store.Write.DurabilityAsync(Store.None);

        Assert.Equal(Durability.ProcessSafe, found!.Durability);
    }

    [Fact]
    public async Task A_file_that_was_not_opened_says_nothing() =>
        Assert.Null(await _scratch.Open().Write.DurabilityAsync(Store.None));

    [Fact]
    public async Task A_file_in_memory_does_not_survive_a_loss_of_power()
    {
        const string memory = "/dev/shm";
        if (!OperatingSystem.IsLinux() || !Directory.Exists(memory))
            return;
        var folder = Directory.CreateDirectory(Path.Combine(memory, $"cqrskit-{Guid.NewGuid():N}")).FullName;
        try
        {
            using var store = new Store(Path.Combine(folder, "store.db"));
            store.File.Open();

            var found = await store.Write.DurabilityAsync(Store.None);

            Assert.Equal(Durability.ProcessSafe, found!.Durability);
            Assert.EndsWith("on tmpfs", found.Settings, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_demand_that_the_settings_do_not_meet_is_refused_at_start_up_with_all_other_faults()
    {
        await using var provider = new ServiceCollection()
            .AddCqrsKit(kit =>
                kit.UseSqlite(_scratch.Path, options => options.Synchronous = SqliteSynchronous.Normal)
                    .AddSqliteViews("nowhere", Path.Combine(_scratch.Folder, "no", "such.db"))
                    .RequireDurability(Durability.PowerSafe)
            )
            .BuildServiceProvider();

        var error = await Assert.ThrowsAsync<StartupException>(async () => await provider.StartCqrsKitAsync());

        Assert.Equal(2, error.Faults.Count);
        Assert.Contains("does not exist", error.Faults[0].Problem, StringComparison.Ordinal);
        Assert.Equal(
            $"The write store: is process-safe (SQLite file '{_scratch.Path}', synchronous=NORMAL, journal_mode=wal), and power-safe is required. Set SqliteOptions.Synchronous to Full.",
            error.Faults[1].ToString()
        );
    }

    [Fact]
    public async Task What_is_set_by_default_meets_what_may_be_demanded()
    {
        await using var provider = new ServiceCollection()
            .AddCqrsKit(kit =>
                kit.UseSqlite(_scratch.Path)
                    .RequireDurability(Durability.PowerSafe)
                    .RequireViewDurability(Durability.ProcessSafe)
            )
            .BuildServiceProvider();

        await provider.StartCqrsKitAsync();
    }
}
