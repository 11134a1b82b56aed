using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

public sealed class HorizonTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task What_commits_first_is_read_after_what_began_first()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("before"));
        using var connection = _scratch.Connect();
        using var older = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("older"), older, Store.None);
        var younger = await store.Commit(Some.Unit("younger"));

        var held = await store.Log.ReadAsync(Position.Start, LogFilter.All, 10, Store.None);
        Assert.Equal(["before"], held.Events.Select(e => e.Info.Stream.Key));
        Assert.Equal(held.Events[0].Mark, held.CompleteThrough);
        Assert.True(held.AtEnd);
        var head = await store.Log.HeadAsync(Store.None);
        Assert.Equal((younger.Mark, held.CompleteThrough), (head.Mark, head.CompleteThrough));
        Assert.True(await store.Log.HoldsAsync(younger.Mark, Store.None));

        older.Commit();
        var page = await store.Log.ReadAsync(held.CompleteThrough.Position, LogFilter.All, 10, Store.None);
        Assert.Equal(["older", "younger"], page.Events.Select(e => e.Info.Stream.Key));
        Assert.Equal(younger.Mark, page.CompleteThrough);
        Assert.Equal(younger.Mark, (await store.Log.HeadAsync(Store.None)).CompleteThrough);
    }

    [PostgresFact]
    public async Task A_page_in_the_middle_of_the_log_does_not_pass_a_running_transaction()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var older = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("older"), older, Store.None);
        for (var i = 0; i < 5; i++)
            await store.Commit(Some.Unit("younger"));
        foreach (var limit in new[] { 1, 3, 100 })
        {
            var page = await store.Log.ReadAsync(Position.Start, new LogFilter(["absent"]), limit, Store.None);
            Assert.Equal(LogMark.Start, page.CompleteThrough);
            Assert.Empty((await store.Log.ReadAsync(Position.Start, LogFilter.All, limit, Store.None)).Events);
        }

        older.Rollback();
        Assert.Equal(5, (await store.All()).Count);
    }

    [PostgresTheory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_transaction_cannot_append_after_a_younger_one_has_appended_to_the_stream(long expected)
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using (var older = connection.BeginWithXid())
        {
            await store.Commit(Some.Unit((Some.Stream("s"), 0)));
            var refused = await store.Write.AppendAsync(Some.Unit((Some.Stream("s"), expected)), older, Store.None);
            Assert.Equal(UnitResult.Conflict, refused.Result);
            // Other streams are free to it, and what it had to say otherwise is committed.
            var other = await store.Write.AppendAsync(Some.Unit("t"), older, Store.None);
            Assert.Equal(UnitResult.Committed, other.Result);
            older.Commit();
        }

        using (var anew = connection.BeginTransaction())
        {
            await store.Write.AppendAsync(Some.Unit((Some.Stream("s"), expected)), anew, Store.None);
            anew.Commit();
        }

        var events = await store.All();
        Assert.Equal([1L, 2L], events.Where(e => e.Info.Stream.Key == "s").Select(e => e.Version));
        Assert.Equal(["t", "s", "s"], events.Select(e => e.Info.Stream.Key));
    }

    [PostgresFact]
    public async Task The_store_s_own_transaction_that_came_too_late_is_run_again()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("s"));
        var xid = _scratch.Scalar(Sql("SELECT xid::text FROM {s}.stream"));
        _scratch.Execute(Sql("UPDATE {s}.stream SET xid = '999999999999'"));
        var committing = store.Commit(Some.Unit("s"));
        var alone = await store.Commit(Some.Unit("other"));
        Assert.Equal(UnitResult.Committed, alone.Result);
        Assert.False(committing.IsCompleted);
        _scratch.Execute(Sql($"UPDATE {{s}}.stream SET xid = '{xid}' WHERE key = 's'"));
        Assert.Equal(UnitResult.Committed, (await committing).Result);
        Assert.Equal(3, (await store.All()).Count);
    }

    [PostgresFact]
    public async Task Whoever_holds_the_log_back_is_named_by_its_pid()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginWithXid();
        Assert.Null(await store.Log.HeldBackByAsync(Store.None));
        await store.Commit(Some.Unit("a"));
        var name = await store.Log.HeldBackByAsync(Store.None);
        Assert.Contains($"pid {connection.ProcessID} ", name, StringComparison.Ordinal);
        Assert.Contains("idle in transaction", name, StringComparison.Ordinal);
        transaction.Rollback();
        Assert.Null(await store.Log.HeldBackByAsync(Store.None));
    }

    [PostgresFact]
    public async Task A_prepared_transaction_is_named_by_its_gid()
    {
        var store = _scratch.Open();
        await store.Database.OpenAsync(Store.None);
        _scratch.Execute("CREATE TABLE prepared_once (x int)");
        using (var connection = _scratch.Connect())
            _scratch.Run(connection, "BEGIN; INSERT INTO prepared_once VALUES (1); PREPARE TRANSACTION 'it''s me'");
        try
        {
            await store.Commit(Some.Unit("a"));
            Assert.Contains("'it's me'", await store.Log.HeldBackByAsync(Store.None), StringComparison.Ordinal);
            Assert.Empty(await store.All());
        }
        finally
        {
            _scratch.Execute("COMMIT PREPARED 'it''s me'");
            _scratch.Execute("DROP TABLE prepared_once");
        }

        Assert.Single(await store.All());
    }

    [PostgresFact]
    public async Task A_session_that_only_reads_holds_nothing()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        _scratch.Run(connection, "SELECT count(*) FROM {s}.event");
        await store.Commit(Some.Unit("b"));
        Assert.Equal(2, (await store.All()).Count);
        Assert.Null(await store.Log.HeldBackByAsync(Store.None));
    }

    [PostgresFact]
    public async Task The_signal_comes_when_the_transaction_ends_that_held_the_log_back()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        var transaction = connection.BeginWithXid();
        await store.Commit(Some.Unit("a"));
        var seen = store.Log.Signal.Count;
        Assert.Empty(await store.All());
        transaction.Rollback();
        while (store.Log.Signal.Count == seen)
            await store.Log.Signal.WaitAsync(seen, TimeSpan.FromMinutes(1), Store.None);
        Assert.Single(await store.All());
    }

    [PostgresFact]
    public async Task What_is_open_is_read_beside_its_place_and_counts_for_nothing()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using var older = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("b"), older, Store.None);
        await store.Commit(Some.Unit("c"));
        var open = await store.Log.ReadOpenAsync(Position.Start, LogFilter.All, Store.None);
        Assert.Equal(["a", "c"], open.Events.Select(e => e.Info.Stream.Key));
        Assert.Equal(open.Events[0].Mark, open.CompleteThrough);
    }

    [PostgresFact]
    public async Task Other_processes_are_woken_by_a_commit()
    {
        var (here, there) = (_scratch.Open(), _scratch.Open());
        var seen = there.Log.Signal.Count;
        Assert.Empty(await there.All());
        while (there.Log.Signal.Count == seen) // it listens
            await there.Log.Signal.WaitAsync(seen, TimeSpan.FromMinutes(1), Store.None);
        seen = there.Log.Signal.Count;
        await here.Commit(Some.Unit("a"));
        Assert.True(await there.Log.Signal.WaitAsync(seen, TimeSpan.FromMinutes(1), Store.None));
        Assert.Single(await there.All());
    }

    private string Sql(string text) => CqrsKit.Postgres.Schemas.SqlName.In(_scratch.Schema, text);
}
