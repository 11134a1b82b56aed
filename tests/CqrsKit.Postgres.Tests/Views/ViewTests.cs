using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Views;

public sealed class ViewTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task Rows_and_checkpoint_are_written_together_or_not_at_all()
    {
        var store = _scratch.Open();
        var view = await store.Active("v");
        using var connection = _scratch.Connect();
        _scratch.Run(
            connection,
            """
            CREATE FUNCTION {s}.no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
            CREATE TRIGGER no BEFORE UPDATE ON {s}.checkpoint FOR EACH ROW WHEN (old.minor <> new.minor)
                EXECUTE FUNCTION {s}.no();
            """
        );
        var batch = Batch(view, LogMark.Start, Some.Mark(1), Some.Row("k", "{}"));
        await Assert.ThrowsAsync<PostgresStoreException>(async () => await store.Views.ApplyAsync(batch));
        Assert.Empty((await store.Views.LoadAsync(view, 0, long.MaxValue, [new ViewKey("", "k")], Store.None))!);

        _scratch.Run(connection, "DROP TRIGGER no ON {s}.checkpoint");
        Assert.Equal(ApplyOutcome.Applied, await store.Views.ApplyAsync(batch));
        Assert.Single((await store.Views.LoadAsync(view, 0, long.MaxValue, [new ViewKey("", "k")], Store.None))!);
    }

    [PostgresFact]
    public async Task A_switch_to_an_inline_view_waits_for_who_is_appending()
    {
        var store = _scratch.Open();
        var made = await store.Views.CreateGenerationAsync(
            new NewGeneration("v", 1, ViewMode.Inline, (await store.Log.HeadAsync(Store.None)).LogId),
            Store.None
        );
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None);
        var switching = store
            .Views.SwitchAsync(new GenerationSwitch(null, made.Id, [LogMark.Start]), Store.None)
            .AsTask();
        await _scratch.UntilSomebodyWaitsAsync();
        transaction.Commit();
        Assert.False(await switching); // it no longer covers the whole log
    }

    [PostgresFact]
    public async Task SQL_of_one_s_own_reads_the_active_rows()
    {
        var store = _scratch.Open();
        var view = await store.Active("v");
        await store.Views.ApplyAsync(
            Batch(view, LogMark.Start, Some.Mark(1), Some.Row("a", """{"x":1}"""), Some.Row("b", """{"x":41}"""))
        );
        await store.Views.CreateGenerationAsync(
            new NewGeneration("v", 2, ViewMode.Async, Guid.CreateVersion7()),
            Store.None
        );
        await using var reader = await store.Views.OpenReaderAsync(Store.None);
        var native = reader.GetNpgsqlConnection();
        Assert.Same(native, reader.GetNpgsqlConnection());
        Assert.Equal(
            42L,
            _scratch.Run(
                native,
                "SELECT sum(({s}.json(data)->>'x')::bigint)::bigint FROM {s}.active_row WHERE view = 'v'"
            )
        );
    }

    [PostgresFact]
    public async Task Statements_of_the_store_go_by_index()
    {
        var store = _scratch.Open();
        var view = await store.Active("v");
        var rows = Enumerable
            .Range(0, 2000)
            .Select(n =>
                Some.Row($"{n:0000}", "{}") with
                {
                    AddedEntries = [new IndexEntry("i", IndexKey.Of((long)n).Encoded)],
                }
            );
        await store.Views.ApplyAsync(Batch(view, LogMark.Start, Some.Mark(1), [.. rows]));
        using var connection = await store.Database.ConnectAsync(Store.None);
        using var explain = new NpgsqlCommand(
            Schemas(
                "EXPLAIN SELECT r.data FROM {s}.index AS i JOIN {s}.row AS r ON r.gen = i.gen AND r.tenant = i.tenant AND r.key = i.key WHERE i.gen = 1 AND i.name = 'i' AND i.tenant = '' AND (i.value, i.key) > ('\\x00', '') ORDER BY i.value, i.key LIMIT 10"
            ),
            connection
        );
        using var plan = await explain.ExecuteReaderAsync();
        while (await plan.ReadAsync())
            Assert.DoesNotContain("Seq Scan", plan.GetString(0), StringComparison.Ordinal);
    }

    private string Schemas(string sql) => CqrsKit.Postgres.Schemas.SqlName.In(_scratch.Schema, sql);

    private static ViewBatch Batch(GenerationId view, LogMark from, LogMark to, params ViewWrite[] writes) =>
        new()
        {
            Generation = view,
            Fence = 0,
            Expected = from,
            Next = to,
            Writes = writes,
        };
}
