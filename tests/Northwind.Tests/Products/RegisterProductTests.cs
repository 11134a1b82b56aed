using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Setup;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Northwind.Domain;
using Northwind.Domain.Products;
using Northwind.Tests.Running;
using Xunit;

namespace Northwind.Tests.Products;

/// <summary>The price list and the log, which one transaction of the handler's own writes together.</summary>
public sealed class RegisterProductTests : IDisposable
{
    internal static readonly RegisterProduct Chai = new(1, "Chai", "Beverages", 18.00m);

    private const string ByHand = "INSERT INTO price_list (product_id, name, cents) VALUES (1, 'by hand', 1)";

    private readonly Scratch _scratch = new();

    internal static SendOptions Keyed { get; } = new() { IdempotencyKey = new("register-1") };

    public static TheoryData<WriteDatabase> Databases() =>
        new(Enum.GetValues<WriteDatabase>().Where(write => CombinationOn(write).IsPossible));

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_unit_and_the_price_list_are_committed_together(WriteDatabase write)
    {
        await using var provider = await StartAsync(write);
        var receipt = await SendAsync(provider, Chai);
        Assert.Equal([new PriceListRow(1, "Chai", 1800)], await PricesAsync(provider));
        Assert.Equal(["product-registered"], await LogAsync(provider));
        Assert.Equal(await HeadAsync(provider), receipt.Token.Marks.Single().Value);
        await provider.StopCqrsKitAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task They_are_rolled_back_together(WriteDatabase write)
    {
        await using var provider = await StartAsync(write);
        await ExecuteAsync(provider, ByHand);
        await Assert.ThrowsAnyAsync<DbException>(() => SendAsync(provider, Chai, Keyed));
        Assert.Equal([new PriceListRow(1, "by hand", 1)], await PricesAsync(provider));
        Assert.Empty(await LogAsync(provider));

        await ExecuteAsync(provider, "DELETE FROM price_list");
        Assert.False((await SendAsync(provider, Chai, Keyed)).IsRepeat);
        Assert.Equal([new PriceListRow(1, "Chai", 1800)], await PricesAsync(provider));
        Assert.Equal(["product-registered"], await LogAsync(provider));
        await provider.StopCqrsKitAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Who_comes_second_is_run_again_from_the_load(WriteDatabase write)
    {
        var pause = new Pause();
        await using var provider = await StartAsync(write, pause);
        await using var other = await StartAsync(write);
        pause.Work = () => SendAsync(other, Chai with { Name = "Chai of another" });

        var refused = await Assert.ThrowsAsync<RuleException>(() => SendAsync(provider, Chai));
        Assert.Equal(RuleKind.State, refused.Kind);
        Assert.Equal(1, pause.Opened); // run again, it found the product before it came to a transaction
        Assert.Equal([new PriceListRow(1, "Chai of another", 1800)], await PricesAsync(provider));
        Assert.Equal(["product-registered"], await LogAsync(provider));
        await provider.StopCqrsKitAsync();
        await other.StopCqrsKitAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_same_command_under_the_same_key_takes_effect_once_whoever_sends_it(WriteDatabase write)
    {
        var pause = new Pause();
        await using var provider = await StartAsync(write, pause);
        await using var other = await StartAsync(write);
        pause.Work = () => SendAsync(other, Chai, Keyed);

        Assert.True((await SendAsync(provider, Chai, Keyed)).IsRepeat);
        Assert.Equal([new PriceListRow(1, "Chai", 1800)], await PricesAsync(provider));
        Assert.Equal(["product-registered"], await LogAsync(provider));
        await provider.StopCqrsKitAsync();
        await other.StopCqrsKitAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Killed_between_commit_and_answer_both_are_there_and_a_repeat_knows_it(WriteDatabase write)
    {
        var place = write == WriteDatabase.Postgres ? [_scratch.Connection] : Array.Empty<string>();
        using (var child = SampleProcess.StartTests(["register", _scratch.File("orders.db"), .. place]))
        {
            var killed = await child.EndAsync();
            Assert.Equal((137, "registering"), (killed.ExitCode, killed.Output));
        }

        await using var provider = await StartAsync(write);
        Assert.Equal([new PriceListRow(1, "Chai", 1800)], await PricesAsync(provider));
        Assert.Equal(["product-registered"], await LogAsync(provider));
        Assert.True((await SendAsync(provider, Chai, Keyed)).IsRepeat);
        Assert.Equal([new PriceListRow(1, "Chai", 1800)], await PricesAsync(provider));
        Assert.Equal(["product-registered"], await LogAsync(provider));
        await provider.StopCqrsKitAsync();
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Many_at_once_keep_log_and_price_list_the_same(WriteDatabase write)
    {
        await using var provider = await StartAsync(write);
        var commands = Enumerable.Range(1, 60).Select(id => Chai with { ProductId = id, Name = $"Chai {id}" });
        await Task.WhenAll(commands.Select(command => Task.Run(() => SendAsync(provider, command))));
        Assert.Equal(60, (await PricesAsync(provider)).Count);
        Assert.Equal(60, (await LogAsync(provider)).Count);
        await provider.StopCqrsKitAsync();
    }

    private static Combination CombinationOn(WriteDatabase write) => new(Rung.Shared, Storage.Events, write);

    private async Task<ServiceProvider> StartAsync(WriteDatabase write, Pause? pause = null)
    {
        var services = new ServiceCollection().AddLogging().AddNorthwind(_scratch.Layout(CombinationOn(write)));
        if (pause is not null)
        {
            var own = services.Last(service => service.ServiceType == typeof(DbDataSource));
            services.AddSingleton<DbDataSource>(provider => new PausingDataSource(
                (DbDataSource)own.ImplementationFactory!(provider),
                pause
            ));
        }

        var provider = services.BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        pause?.Opened = 0;
        return provider;
    }

    private static async Task<CommandReceipt<TResult>> SendAsync<TResult>(
        IServiceProvider provider,
        ICommand<TResult> command,
        SendOptions? options = null
    ) => await provider.GetRequiredService<ICommandDispatcher>().SendWithReceiptAsync(command, options);

    private static async Task<IReadOnlyList<PriceListRow>> PricesAsync(IServiceProvider provider)
    {
        await using var connection = await provider.GetRequiredService<DbDataSource>().OpenConnectionAsync();
        return
        [
            .. await connection.QueryAsync<PriceListRow>(
                "SELECT product_id AS ProductId, name AS Name, cents AS Cents FROM price_list ORDER BY product_id"
            ),
        ];
    }

    private static async Task ExecuteAsync(IServiceProvider provider, string sql)
    {
        await using var connection = await provider.GetRequiredService<DbDataSource>().OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }

    private static async Task<IReadOnlyList<string>> LogAsync(IServiceProvider provider)
    {
        var page = await provider.GetRequiredService<IEventLog>().ReadOpenAsync(Position.Start, LogFilter.All, default);
        return [.. page.Events.Select(e => e.Info.Name)];
    }

    private static async Task<LogMark> HeadAsync(IServiceProvider provider) =>
        (await provider.GetRequiredService<IEventLog>().HeadAsync(default)).Mark;
}
