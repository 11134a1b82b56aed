using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

public sealed class OwnedTransactionTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task The_unit_commits_with_the_caller_s_own_rows()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        _scratch.Run(connection, "CREATE TABLE {s}.mine (x int)");
        using var transaction = connection.BeginTransaction();
        _scratch.Run(connection, "INSERT INTO {s}.mine VALUES (1)");
        var outcome = await store.Write.AppendAsync(Some.Unit((Some.Stream("a"), 1)), transaction, Store.None);

        Assert.Equal(UnitResult.Committed, outcome.Result);
        Assert.Single(await store.All());
        transaction.Commit();
        Assert.Equal(2, (await store.All()).Count);
        Assert.Equal(outcome.Mark, (await store.Log.HeadAsync(Store.None)).Mark);
        Assert.Equal(1L, _scratch.Run(connection, "SELECT count(*) FROM {s}.mine"));
    }

    [PostgresFact]
    public async Task The_unit_goes_with_a_rollback()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        using (var transaction = connection.BeginTransaction())
        {
            await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None);
            transaction.Rollback();
        }

        Assert.Equal(UnitResult.Committed, (await store.Commit(Some.Unit((Some.Stream("a"), 1)))).Result);
        Assert.Equal(2, (await store.All()).Count);
    }

    [PostgresFact]
    public async Task Several_units_in_one_transaction_keep_their_order()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        var outcomes = new List<UnitOutcome>();
        foreach (var keys in new[] { new[] { "a", "b" }, ["b"], [], ["a"] })
            outcomes.Add(await store.Write.AppendAsync(Some.Unit(keys), transaction, Store.None));
        transaction.Commit();
        var events = await store.All();
        Assert.Equal(["a", "b", "b", "a"], events.Select(e => e.Info.Stream.Key));
        Assert.Equal(
            [events[1].Mark, events[2].Mark, events[2].Mark, events[3].Mark],
            outcomes.Select(outcome => outcome.Mark)
        );
    }

    [PostgresFact]
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

    [PostgresFact]
    public async Task A_unit_that_fails_leaves_nothing_in_the_transaction()
    {
        var store = _scratch.Open();
        await store.Database.OpenAsync(Store.None);
        using var connection = _scratch.Connect();
        _scratch.Run(connection, "ALTER TABLE {s}.event ADD CHECK (codec <> 'odd')");
        using var transaction = connection.BeginTransaction();
        var unit = Some.Unit("a");
        var odd = unit.Events[0] with { Info = unit.Events[0].Info with { Codec = "odd" } };
        await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await store.Write.AppendAsync(unit with { Events = [odd] }, transaction, Store.None)
        );
        _scratch.Run(connection, "CREATE TABLE {s}.mine (x int)");
        transaction.Commit();
        Assert.Empty(await store.All());
        Assert.Equal(0L, _scratch.Run(connection, "SELECT count(*) FROM {s}.stream"));
        Assert.Equal(0L, _scratch.Run(connection, "SELECT count(*) FROM {s}.mine"));
    }

    [PostgresFact]
    public async Task A_transaction_of_another_database_is_refused()
    {
        var store = _scratch.Open();
        _scratch.Execute("CREATE DATABASE elsewhere");
        using var same = new Scratch(_scratch.Server, "elsewhere") { Schema = _scratch.Schema };
        using (var bare = same.Connect())
            await CheckRefused(bare);
        await same.Open().Commit(Some.Unit("a"));
        using (var alike = same.Connect())
            await CheckRefused(alike);

        async Task CheckRefused(NpgsqlConnection other)
        {
            using var transaction = other.BeginTransaction();
            var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
                await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None)
            );
            Assert.Contains("another database", error.Message, StringComparison.Ordinal);
        }
    }

    [PostgresTheory]
    [InlineData(System.Data.IsolationLevel.RepeatableRead)]
    [InlineData(System.Data.IsolationLevel.Serializable)]
    public async Task A_transaction_that_reads_an_old_snapshot_is_told_how_to_begin(System.Data.IsolationLevel level)
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction(level);
        var error = await Assert.ThrowsAsync<CqrsKitException>(async () =>
            await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None)
        );
        Assert.Contains("IsolationLevel.ReadCommitted", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_transaction_has_ended_though_the_driver_has_given_its_object_to_another()
    {
        var store = _scratch.Open();
        await using var source = NpgsqlDataSource.Create(_scratch.Server.ConnectionString() + ";Maximum Pool Size=1");
        var connection = await source.OpenConnectionAsync();
        var transaction = await connection.BeginTransactionAsync();
        await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None);
        Assert.False(store.Write.HasEnded(transaction, connection));
        await transaction.CommitAsync();
        Assert.True(store.Write.HasEnded(transaction, connection));
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        Assert.True(store.Write.HasEnded(transaction, connection));

        await using var next = await source.OpenConnectionAsync();
        await using var another = await next.BeginTransactionAsync();
        Assert.Same(transaction, another); // what Npgsql does, and what this is about
        Assert.True(store.Write.HasEnded(transaction, connection));
    }

    [PostgresFact]
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
}
