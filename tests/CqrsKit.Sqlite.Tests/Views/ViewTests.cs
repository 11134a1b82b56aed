using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Views;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Views;

public sealed class ViewTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task An_apply_that_is_interrupted_writes_neither_rows_nor_checkpoint()
    {
        var store = _scratch.Open();
        var view = await store.Active("v");
        _scratch.Execute(
            "CREATE TRIGGER crash BEFORE UPDATE ON cqrskit_checkpoint BEGIN SELECT RAISE(ABORT, 'power cut'); END"
        );
        await Assert.ThrowsAsync<SqliteFileException>(async () => await store.Views.ApplyAsync(Batch(view, "k")));

        var reader = await store.Views.OpenReaderAsync(Store.None);
        Assert.Null(await reader.GetAsync("v", new ViewKey("", "k"), Store.None));
        _scratch.Execute("DROP TRIGGER crash");
        Assert.Equal(ApplyOutcome.Applied, await store.Views.ApplyAsync(Batch(view, "k")));
    }

    [Fact]
    public async Task A_switch_by_another_process_is_seen_at_once_and_a_building_generation_never()
    {
        var (here, there) = (_scratch.Open(), _scratch.Open());
        var old = await here.Active("v");
        await here.Views.ApplyAsync(Batch(old, "old"));
        var reader = await here.Views.OpenReaderAsync(Store.None);

        var next = (
            await there.Views.CreateGenerationAsync(
                new NewGeneration("v", 2, ViewMode.Async, there.File.LogId),
                Store.None
            )
        ).Id;
        var batch = Batch(next, "new");
        await there.Views.ApplyAsync(batch);
        Assert.NotNull(await reader.GetAsync("v", new ViewKey("", "old"), Store.None));
        Assert.Null(await reader.GetAsync("v", new ViewKey("", "new"), Store.None));

        Assert.True(await there.Views.SwitchAsync(new GenerationSwitch(old, next, [batch.Next]), Store.None));
        Assert.Null(await reader.GetAsync("v", new ViewKey("", "old"), Store.None));
        Assert.NotNull(await reader.GetAsync("v", new ViewKey("", "new"), Store.None));
        Assert.Equal(next, (await reader.StatusAsync("v", Store.None))!.Generation);
    }

    [Fact]
    public async Task The_native_connection_reads_and_cannot_write()
    {
        var store = _scratch.Open();
        await store.Views.ApplyAsync(Batch(await store.Active("v"), "k"));
        await using var reader = await store.Views.OpenReaderAsync(Store.None);
        var connection = reader.GetSqliteConnection();
        Assert.Same(connection, reader.Native);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM cqrskit_row";
        Assert.Equal(1L, command.ExecuteScalar());
        command.CommandText = "DELETE FROM cqrskit_row";
        Assert.Throws<SqliteException>(() => command.ExecuteNonQuery());
    }

    [Fact]
    public async Task A_native_connection_that_is_left_reading_is_not_used_again()
    {
        var store = _scratch.Open(configure: options => options.ReadConnections = 1);
        await store.Active("v");
        var reader = await store.Views.OpenReaderAsync(Store.None);
        var connection = reader.GetSqliteConnection();
        var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 UNION SELECT 2";
        var open = command.ExecuteReader();
        Assert.True(open.Read());
        await reader.DisposeAsync();
        Assert.Equal(System.Data.ConnectionState.Closed, connection.State);

        var next = await store.Views.OpenReaderAsync(Store.None);
        var clean = next.GetSqliteConnection();
        await next.DisposeAsync();
        Assert.Equal(System.Data.ConnectionState.Open, clean.State);
    }

    [Fact]
    public async Task Many_reads_through_one_reader_at_once_are_safe()
    {
        var store = _scratch.Open(configure: options => options.ReadConnections = 2);
        await store.Views.ApplyAsync(Batch(await store.Active("v"), "k"));
        await using var reader = await store.Views.OpenReaderAsync(Store.None);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 500; i++)
                            Assert.NotNull(await reader.GetAsync("v", new ViewKey("", "k"), Store.None));
                    })
                )
        );
    }

    [Fact]
    public async Task A_switch_to_an_inline_generation_in_another_file_is_refused()
    {
        var (log, views) = (_scratch.Open(), _scratch.Open(_scratch.Path + ".views"));
        log.File.Open();
        var made = await views.Views.CreateGenerationAsync(
            new NewGeneration("v", 1, ViewMode.Inline, log.File.LogId),
            Store.None
        );
        var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
            await views.Views.SwitchAsync(new GenerationSwitch(null, made.Id, [LogMark.Start]), Store.None)
        );
        Assert.Contains("write store's file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inline_key_that_was_parked_meanwhile_is_folded_again()
    {
        var store = _scratch.Open();
        var view = new InlineView("v", (await store.Active("v", ViewMode.Inline)).Number);
        var key = new ViewKey("", "k");
        WriteUnit Unit(ViewWrite? write, string? error, bool parks)
        {
            var unit = Some.Unit("a");
            var parked = parks ? new InlineParked(key, unit.Events[0].Info.EventId, error) : null;
            return unit with { InlineViews = [view], InlineWrites = [new InlineWrite(view, write, parked)] };
        }

        Assert.Equal(UnitResult.InlineMoved, (await store.Commit(Unit(null, null, parks: true))).Result);
        Assert.Equal(UnitResult.Committed, (await store.Commit(Unit(null, "sick", parks: true))).Result);
        Assert.Equal(UnitResult.InlineMoved, (await store.Commit(Unit(Some.Row("k", "x"), null, parks: false))).Result);
        Assert.Equal(UnitResult.Committed, (await store.Commit(Unit(null, null, parks: true))).Result);
        var loaded = await store.Write.LoadInlineAsync([new InlineKey("v", "", "k")], Store.None);
        Assert.Equivalent(new InlineRow(new InlineKey("v", "", "k"), 0, null, true), loaded.Rows.Single());
        var parked = await store.Views.ParkedAsync(new GenerationId("v", 1), null, key, Store.None);
        Assert.Equal(["sick", null], parked.Select(p => p.Error));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("FF", null)]
    [InlineData("01FF", "02")]
    [InlineData("0102", "0103")]
    public void The_end_of_a_prefix_is_its_successor(string prefix, string? end) =>
        Assert.Equal(end is null ? null : Convert.FromHexString(end), ViewLists.End(Convert.FromHexString(prefix)));

    private static ViewBatch Batch(GenerationId view, string key) =>
        new()
        {
            Generation = view,
            Fence = 0,
            Expected = LogMark.Start,
            Next = Some.Mark(1),
            Writes = [Some.Row(key, "data")],
        };
}
