using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Postgres.Schemas;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Setup;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests;

/// <summary>Whole applications on a server.</summary>
public sealed class KitTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresTheory]
    [InlineData("shared")]
    [InlineData("inline")]
    [InlineData("async")]
    [InlineData("apart")]
    public async Task The_same_code_runs_on_every_rung(string rung)
    {
        await using var provider = await StartAsync(_scratch, rung);
        await SendAsync(provider, new PlaceOrder("1", "ann", 30), new PlaceOrder("2", "ann", 12));
        Assert.Equal(42, await AskAsync(provider, Contract.Latest));
        await provider.StopCqrsKitAsync();

        await using var again = await StartAsync(_scratch, rung);
        await SendAsync(again, new PlaceOrder("1", "ann", 8));
        Assert.Equal(50, await AskAsync(again, Contract.Latest));
        await again.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task Inline_views_of_concurrent_commands_lose_nothing()
    {
        await using var provider = await StartAsync(_scratch, "inline");
        await using var other = await StartAsync(_scratch, "inline");
        var commands = Enumerable.Range(0, 40).Select(n => new PlaceOrder($"{n}", "ann", 1)).ToArray();
        await Task.WhenAll(
            commands.Select((command, n) => Task.Run(() => SendAsync(n % 2 == 0 ? provider : other, command)))
        );
        Assert.Equal(40, await AskAsync(provider, Contract.Eventual));
        await provider.StopCqrsKitAsync();
        await other.StopCqrsKitAsync();
    }

    [PostgresTheory]
    [InlineData("shared")]
    [InlineData("inline")]
    public async Task A_receipt_claims_nothing_below_which_a_unit_is_still_on_its_way(string rung)
    {
        await using var provider = await StartAsync(_scratch, rung);
        await SendAsync(provider, new PlaceOrder("1", "ann", 30));
        var before = await AnswerAsync(provider, Contract.Latest);
        using var connection = _scratch.Connect();
        using var running = connection.BeginWithXid();
        await SendAsync(provider, new PlaceOrder("2", "ann", 12));

        var beside = await AnswerAsync(provider, Contract.Latest);

        Assert.Equal(42, beside.Result);
        Assert.True(beside.Receipt.Met);
        Assert.Equal(before.Receipt.Seen, beside.Receipt.Seen);
        running.Rollback();
        var after = await AnswerAsync(provider, Contract.Latest);
        Assert.NotEqual(before.Receipt.Seen, after.Receipt.Seen);
        await provider.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task A_wait_that_a_running_transaction_blocks_ends_within_its_budget_and_names_it()
    {
        await using var provider = await StartAsync(_scratch, "async");
        using var connection = _scratch.Connect();
        using var running = connection.BeginWithXid();
        await SendAsync(provider, new PlaceOrder("1", "ann", 30));
        var error = await Assert.ThrowsAsync<ContractException>(() =>
            AskAsync(provider, Contract.Latest with { Budget = TimeSpan.FromMilliseconds(200) })
        );
        Assert.Contains($"pid {connection.ProcessID} ", error.Message, StringComparison.Ordinal);
        running.Rollback();
        Assert.Equal(30, await AskAsync(provider, Contract.Latest));
        await provider.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task A_shared_view_shows_what_was_acknowledged_whatever_runs()
    {
        await using var provider = await StartAsync(_scratch, "shared");
        await SendAsync(provider, new PlaceOrder("1", "ann", 30));
        using var connection = _scratch.Connect();
        using var running = connection.BeginWithXid();
        await SendAsync(provider, new PlaceOrder("2", "ann", 12));
        Assert.Equal(42, await AskAsync(provider, Contract.Latest));
        await SendAsync(provider, new PlaceOrder("3", "ann", 8));
        Assert.Equal(50, await AskAsync(provider, Contract.Latest));
        running.Rollback();
        Assert.Equal(50, await AskAsync(provider, Contract.Latest));
        await provider.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task A_subscription_that_begins_now_misses_no_transaction_that_is_still_running()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var running = connection.BeginTransaction();
        await store.Write.AppendAsync(Placed("older"), running, Store.None);
        await store.Commit(Placed("younger"));

        var mailbox = new Mailbox();
        await using var provider = await StartAsync(
            _scratch,
            "async",
            kit =>
            {
                kit.Services.AddSingleton(mailbox);
                kit.AddSubscription<Mailer>("mails");
            }
        );
        running.Commit();
        var scope = provider.CreateScope();
        var receipt = await scope
            .ServiceProvider.GetRequiredService<ICommandDispatcher>()
            .SendWithReceiptAsync(new PlaceOrder("1", "last", 1));
        await provider.GetRequiredService<IRunner>().CaughtUpAsync(receipt.Token);
        Assert.Contains("older", mailbox.Mails);
        Assert.Equal("last", mailbox.Mails.Last());
        await provider.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task A_handler_s_own_transaction_commits_once_and_is_run_again_where_it_came_too_late()
    {
        await _scratch.Open().Database.OpenAsync(Store.None);
        _scratch.Execute(SqlName.In(_scratch.Schema, "CREATE TABLE {s}.till (id text)"));
        var till = new Till
        {
            ConnectionString = _scratch.Server.ConnectionString(),
            Table = SqlName.In(_scratch.Schema, "{s}.till"),
        };
        await using var provider = await StartAsync(_scratch, "async", kit => kit.Services.AddSingleton(till));
        till.Meanwhile = () => SendAsync(provider, new PlaceOrder("1", "ann", 1));
        await SendAsync(provider, new PayOrder("1"));
        Assert.Equal(2, till.Runs);
        Assert.Equal(1L, _scratch.Scalar($"SELECT count(*) FROM {till.Table}"));
        Assert.Equal([1L, 2L], (await _scratch.Open().All()).Select(e => e.Version));
        await provider.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task A_handler_s_own_commit_wakes_other_processes()
    {
        await _scratch.Open().Database.OpenAsync(Store.None);
        _scratch.Execute(SqlName.In(_scratch.Schema, "CREATE TABLE {s}.till (id text)"));
        var till = new Till
        {
            ConnectionString = _scratch.Server.ConnectionString(),
            Table = SqlName.In(_scratch.Schema, "{s}.till"),
        };
        await using var writer = await StartAsync(_scratch, "shared", kit => kit.Services.AddSingleton(till));
        await using var reader = await StartAsync(
            _scratch,
            "async",
            kit => kit.ConfigureRunner(runner => runner.PollInterval = TimeSpan.FromDays(1))
        );
        foreach (var command in (ICommand[])[new PlaceOrder("1", "ann", 1), new PayOrder("1"), new PayOrder("1")])
        {
            await using var scope = writer.CreateAsyncScope();
            var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            var receipt = await commands.SendWithReceiptAsync(command);
            // Only a notification ends this: the reader's next look by itself is tomorrow.
            await reader.GetRequiredService<IRunner>().CaughtUpAsync(receipt.Token).AsTask().WaitAsync(Patience);
        }

        await writer.StopCqrsKitAsync();
        await reader.StopCqrsKitAsync();
    }

    [PostgresFact]
    public async Task Every_acknowledged_command_is_in_the_log_once_though_the_server_dies_under_them()
    {
        using var cluster = new Cluster();
        using var scratch = new Scratch(cluster);
        await using var provider = await StartAsync(scratch, "async");
        const int senders = 6,
            each = 30;
        var sending = Task.WhenAll(
            Enumerable
                .Range(0, senders)
                .Select(sender =>
                    Task.Run(async () =>
                    {
                        for (var n = 0; n < each; n++)
                            await SendAsync(provider, new PlaceOrder($"{sender}", $"{sender}-{n}", 1));
                    })
                )
        );
        for (var restart = 0; restart < 2; restart++)
        {
            var before = (await scratch.Open().All()).Count;
            while (!sending.IsCompleted && (await scratch.Open().All()).Count < before + 20) { }
            cluster.Restart();
        }

        await sending;
        var events = await scratch.Open().All();
        Assert.Equal(senders * each, events.Count);
        Assert.Equal(senders * each, events.Select(e => Some.Text(e.Data)).Distinct().Count());
        await provider.StopCqrsKitAsync();
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_notification_that_is_lost_costs_latency_only(bool isTheListenerCutOff)
    {
        await using var provider = await StartAsync(_scratch, "async");
        var silent = _scratch.Open(options => options.Notify = false);
        if (isTheListenerCutOff)
            _scratch.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'");
        var outcome = await silent.Commit(Placed("ann"));
        await provider.GetRequiredService<IRunner>().CaughtUpAsync(ConsistencyToken.At(outcome.LogId, outcome.Mark));
        Assert.Equal(1, await AskAsync(provider, Contract.Eventual));
        await provider.StopCqrsKitAsync();
    }

    private static WriteUnit Placed(string customer)
    {
        var unit = Some.Unit(customer);
        var data = Some.Bytes($$"""{"customer":"{{customer}}","amount":1}""");
        return unit with
        {
            Events = [Some.Event(Some.Stream(customer), unit.UnitId, "order-placed") with { Data = data }],
        };
    }

    private static async Task<ServiceProvider> StartAsync(
        Scratch scratch,
        string rung,
        Action<CqrsKitBuilder>? more = null
    )
    {
        var text = scratch.Server.ConnectionString();
        void Configure(PostgresOptions options) => options.Schema = scratch.Schema;
        var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new Till { ConnectionString = "", Table = "" })
            .AddCqrsKit(kit =>
            {
                kit.UsePostgres(text, Configure)
                    .AddPostgresViews("reports", text, options => options.Schema = scratch.Schema[..20] + " reports")
                    .AddHandlersFrom(typeof(PlaceOrder).Assembly)
                    .AddAggregate<OrderAggregate>()
                    .AddView<CustomerTotals>(view =>
                        _ = rung switch
                        {
                            "shared" => view.Shared(),
                            "inline" => view.Inline(),
                            "apart" => view.Async().In("reports"),
                            _ => view.Async(),
                        }
                    );
                more?.Invoke(kit);
            })
            .BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        return provider;
    }

    private static async Task SendAsync<TCommand>(IServiceProvider provider, params TCommand[] commands)
        where TCommand : ICommand
    {
        foreach (var command in commands)
        {
            await using var scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ICommandDispatcher>().SendAsync(command);
        }
    }

    private static async Task<decimal> AskAsync(IServiceProvider provider, Contract contract)
    {
        await using var scope = provider.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<IQueryDispatcher>()
            .QueryAsync(new TotalOf("ann"), contract);
    }

    private static async Task<Answer<decimal>> AnswerAsync(IServiceProvider provider, Contract contract)
    {
        await using var scope = provider.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<IQueryDispatcher>()
            .QueryWithReceiptAsync(new TotalOf("ann"), contract);
    }
}
