using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Units;

public sealed class OwnedTransactionTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_unit_commits_with_the_caller_s_own_rows()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        _scratch.Execute("CREATE TABLE mine (x)");
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        Run(connection, "INSERT INTO mine VALUES (1)");
        var outcome = await store.Write.AppendAsync(Some.Unit((Some.Stream("a"), 1)), transaction, Store.None);

        Assert.Equal(UnitResult.Committed, outcome.Result);
        Assert.Single(await store.All());
        transaction.Commit();
        Assert.Equal(2, (await store.All()).Count);
        Assert.Equal(outcome.Mark, (await store.Write.Log.HeadAsync(Store.None)).Mark);
        Assert.Equal(1L, _scratch.Scalar("SELECT count(*) FROM mine"));
    }

    [Fact]
    public async Task The_unit_goes_with_a_rollback_and_its_positions_are_given_again()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using (var transaction = connection.BeginTransaction())
        {
            await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None);
            transaction.Rollback();
        }

        var outcome = await store.Commit(Some.Unit((Some.Stream("a"), 1)));
        Assert.Equal(new Position(1, 0, 2), outcome.Mark.Position);
    }

    [Fact]
    public async Task Positions_are_taken_under_the_write_lock()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using (var transaction = connection.BeginTransaction())
        {
            await store.Write.AppendAsync(Some.Unit("b"), transaction, Store.None);
            transaction.Commit();
        }

        await store.Commit(Some.Unit("c"));
        Assert.Equal(["a", "b", "c"], (await store.All()).Select(e => e.Info.Stream.Key));
    }

    [Fact]
    public async Task A_refused_unit_leaves_the_transaction_usable()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        var refused = await store.Write.AppendAsync(Some.Unit((Some.Stream("a"), 7)), transaction, Store.None);
        Assert.Equal((UnitResult.Conflict, 1L), (refused.Result, refused.ActualVersion));
        await store.Write.AppendAsync(Some.Unit((Some.Stream("a"), 1)), transaction, Store.None);
        transaction.Commit();
        Assert.Equal(2, (await store.All()).Count);
    }

    [Fact]
    public async Task A_unit_that_fails_leaves_nothing_in_the_transaction()
    {
        var store = _scratch.Open();
        store.File.Open();
        _scratch.Execute("CREATE TRIGGER no BEFORE INSERT ON cqrskit_unit BEGIN SELECT RAISE(ABORT, 'no'); END");
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        await Assert.ThrowsAsync<SqliteFileException>(async () =>
            await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None)
        );
        Run(connection, "CREATE TABLE mine (x)");
        transaction.Commit();
        Assert.Empty(await store.All());
        Assert.Equal(0L, _scratch.Scalar("SELECT count(*) FROM cqrskit_stream"));
    }

    [Fact]
    public async Task A_transaction_of_another_database_is_refused()
    {
        var store = _scratch.Open();
        foreach (var other in new[] { _scratch.Open(_scratch.Path + ".other").File.Open().Connection, Memory() })
        {
            using var transaction = other.BeginTransaction();
            var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
                await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None)
            );
            Assert.Contains("another database", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_transaction_that_has_ended_is_refused()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        var transaction = connection.BeginTransaction();
        transaction.Commit();
        var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
            await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None)
        );
        Assert.Contains("has ended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deferred_transaction_that_read_too_early_is_told_how_to_begin()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction(deferred: true);
        Run(connection, "SELECT count(*) FROM cqrskit_event");
        await store.Commit(Some.Unit("a"));
        var error = await Assert.ThrowsAsync<SqliteFileException>(async () =>
            await store.Write.AppendAsync(Some.Unit("b"), transaction, Store.None)
        );
        Assert.Contains("deferred: false", error.Message, StringComparison.Ordinal);
    }

    private static SqliteConnection Memory()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteScalar();
    }
}
