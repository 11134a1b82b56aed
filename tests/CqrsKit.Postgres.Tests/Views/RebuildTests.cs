using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Sqlite.Tests;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Views;

/// <summary>Rebuilds in slices on a real server, by processes that are killed, and by two at once.</summary>
public sealed class RebuildTests : IAsyncLifetime, IDisposable
{
    private const int Customers = 500;

    private readonly Scratch _scratch = new();

    private string Connection => _scratch.Server.ConnectionString();

    public async Task InitializeAsync()
    {
        var store = _scratch.Open();
        for (var round = 0; round < 3; round++)
        {
            var units = Enumerable.Range(0, Customers).Select(n => Placed(n, round)).ToArray();
            await store.Write.CommitAsync(units);
        }

        // Filled by pages, as the one to compare with.
        await using var provider = Rankings.Open(Connection, _scratch.Schema);
        await provider.StartCqrsKitAsync();
        var head = await store.Log.HeadAsync(Store.None);
        await provider.GetRequiredService<IRunner>().CaughtUpAsync(ConsistencyToken.At(head.LogId, head.Mark));
        await provider.StopCqrsKitAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task A_rebuild_by_slices_comes_to_the_same_rows_entries_and_holes_as_pages_do()
    {
        await using var provider = Rankings.Open(Connection, _scratch.Schema);

        var report = await provider.GetRequiredService<IViews>().RebuildAsync("rankings");

        await CheckAsync(report);
    }

    [PostgresFact]
    public async Task Killed_between_two_slices_a_rebuild_is_gone_on_with()
    {
        using (var child = new Child("rebuild", Connection, _scratch.Schema))
        {
            Assert.Equal("stored 1", await child.ReadLineAsync());
            await child.GoAsync();
            Assert.Equal("stored 2", await child.ReadLineAsync());
            await child.KillAsync();
        }

        var begun = await FillAsync();
        Assert.InRange(begun.Through, 1, ViewSlice.End - 1);
        Assert.Equal(1, await ActiveAsync());

        await using var provider = Rankings.Open(Connection, _scratch.Schema);
        await CheckAsync(await provider.GetRequiredService<IViews>().RebuildAsync("rankings"));
    }

    [PostgresFact]
    public async Task Killed_while_it_copies_a_slice_a_rebuild_leaves_nothing_of_it()
    {
        ViewFill? before;
        using (var child = new Child("rebuild", Connection, _scratch.Schema))
        {
            Assert.Equal("stored 1", await child.ReadLineAsync());
            before = await FillAsync();
            using var connection = _scratch.Connect();
            using var blocking = connection.BeginTransaction();
            _scratch.Run(connection, "LOCK TABLE {s}.index IN SHARE MODE");
            await child.GoAsync();
            await _scratch.UntilSomebodyWaitsAsync();
            await child.KillAsync();
            blocking.Rollback();
        }

        await using var provider = Rankings.Open(Connection, _scratch.Schema);
        // The fence waits for what is left of the transaction.
        var store = _scratch.Open();
        await store.Views.RaiseFenceAsync(new GenerationId("rankings", 2), 0, Store.None);
        var after = await FillAsync();
        Assert.Equal(before, after with { Seen = before!.Seen }); // there may have been signs of life
        await CheckAsync(await provider.GetRequiredService<IViews>().RebuildAsync("rankings"));
    }

    [PostgresFact]
    public async Task Of_two_processes_that_rebuild_one_view_the_second_takes_over()
    {
        using var child = new Child("rebuild", Connection, _scratch.Schema);
        Assert.Equal("stored 1", await child.ReadLineAsync());
        await using var provider = Rankings.Open(Connection, _scratch.Schema);

        var report = await provider.GetRequiredService<IViews>().RebuildAsync("rankings");
        await child.GoAsync();

        Assert.Contains("taken over", Assert.Single(await child.ReadToEndAsync()), StringComparison.Ordinal);
        await CheckAsync(report);
    }

    [PostgresFact]
    public async Task A_rebuild_of_a_view_that_is_larger_than_memory_keeps_to_its_budget()
    {
        var store = _scratch.Open();
        for (var group = 0; group < 20; group++)
            await store.Write.CommitAsync([
                .. Enumerable.Range(group * 500, 500).Select(n => Placed(n, 3, amount: 1000)),
            ]);

        // All rows at once would come to about 90 MB.
        using var child = Child.WithHeapUpTo(64, "rebuild-wide", Connection, _scratch.Schema);

        Assert.StartsWith("filled in ", Assert.Single(await child.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.Equal(10_000L, _scratch.Scalar("SELECT count(*) FROM {s}.active_row WHERE view = 'wide'"));
    }

    [PostgresFact]
    public async Task A_drop_that_was_cut_off_is_finished_by_the_next_one()
    {
        await using var provider = Rankings.Open(Connection, _scratch.Schema);
        var views = provider.GetRequiredService<IViews>();
        await views.RebuildAsync("rankings");
        using var connection = _scratch.Connect();
        _scratch.Run(connection, "INSERT INTO {s}.dropped VALUES (99)");
        _scratch.Run(connection, "INSERT INTO {s}.row SELECT 99, '', n::text, 1, '' FROM generate_series(1, 10) AS n");

        await views.DropAsync("rankings", 1);

        Assert.Equal(0L, _scratch.Run(connection, "SELECT count(*) FROM {s}.dropped"));
        Assert.Equal((long)Customers, _scratch.Run(connection, "SELECT count(*) FROM {s}.row"));
        Assert.Equal((long)Customers, _scratch.Run(connection, "SELECT count(*) FROM {s}.index"));
        Assert.Equal(1L, _scratch.Run(connection, "SELECT count(DISTINCT gen) FROM {s}.parked"));
    }

    private async Task CheckAsync(ViewReport report)
    {
        Assert.Equal((1, 2, 3L * Customers), (report.From, report.To, report.Events));
        Assert.Equal((Customers, 0), (report.Rows, report.Differences));
        Assert.Equal(2, await ActiveAsync());
        using var connection = _scratch.Connect();
        Assert.Equal(0L, _scratch.Run(connection, "SELECT count(*) FROM {s}.fill"));
        Assert.Equal(EntriesOf(connection, 1), EntriesOf(connection, 2));
        Assert.Equal(await ParkedAsync(1), await ParkedAsync(2));
        Assert.Equal(5, (await ParkedAsync(2)).Count);
        Assert.Equal(
            await _scratch.Open().Views.CheckpointsAsync(new("rankings", 1), Store.None).Marks(),
            await _scratch.Open().Views.CheckpointsAsync(new("rankings", 2), Store.None).Marks()
        );
    }

    private string EntriesOf(NpgsqlConnection connection, int generation) =>
        (string)
            _scratch.Run(
                connection,
                $$"""
                SELECT string_agg(x.name || ' ' || encode(x.value, 'hex') || ' ' || x.key, ',' ORDER BY x.value, x.key)
                FROM {s}.index AS x JOIN {s}.generation AS g ON g.id = x.gen WHERE g.number = {{generation}}
                """
            )!;

    private async Task<IReadOnlyList<ParkedEvent>> ParkedAsync(int generation) =>
        await _scratch.Open().Views.ParkedAsync(new("rankings", generation), null, null, Store.None);

    private async Task<ViewFill> FillAsync() =>
        (await ((IBulkViewStore)_scratch.Open().Views).FillAsync(new("rankings", 2), Store.None))!;

    private async Task<int> ActiveAsync() =>
        (await _scratch.Open().Views.GenerationsAsync("rankings", Store.None))
            .Single(one => one.State == GenerationState.Active)
            .Id.Number;

    /// <summary>An order of a customer; the second orders of two are poison, and one event can't be read.</summary>
    private static WriteUnit Placed(int customer, int round, int? amount = null)
    {
        var unit = Some.Unit($"{customer}-{round}");
        amount ??= round == 1 && customer is 7 or 77 ? -1 : customer;
        var data = Some.Bytes($$"""{"customer":"customer {{customer}}","amount":{{amount}}}""");
        if (round == 2 && customer == 9)
            data = Some.Bytes("unreadable");
        return unit with
        {
            Events = [Some.Event(Some.Stream($"{customer}-{round}"), unit.UnitId, "order-placed") with { Data = data }],
        };
    }
}

file static class CheckpointMarks
{
    public static async Task<IEnumerable<LogMark>> Marks(this ValueTask<IReadOnlyList<Checkpoint>> checkpoints) =>
        (await checkpoints).Select(one => one.Mark);
}
