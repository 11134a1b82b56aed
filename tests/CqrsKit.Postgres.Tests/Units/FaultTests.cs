using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

public sealed class FaultTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task A_commit_whose_session_is_ended_is_unknown_and_settled_by_writing_it_again()
    {
        var store = _scratch.Open();
        var unit = Some.Unit((Some.Stream("a"), 0));
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None);
        var committing = store.Commit(unit);
        var pid = await _scratch.UntilSomebodyWaitsAsync();
        _scratch.Execute($"SELECT pg_terminate_backend({pid})");
        await Assert.ThrowsAsync<CommitUnknownException>(() => committing);

        transaction.Rollback();
        Assert.Equal(UnitResult.Committed, (await store.Commit(unit)).Result);
        Assert.Equal(UnitResult.Committed, (await store.Commit(unit)).Result);
        Assert.Single(await store.All());
    }

    [PostgresFact]
    public async Task A_claim_waits_for_the_session_that_may_still_commit_the_unit()
    {
        var store = _scratch.Open();
        var unit = Some.Unit("a");
        using var connection = _scratch.Connect();
        using var lost = connection.BeginTransaction();
        await store.Write.AppendAsync(unit, lost, Store.None);
        var claiming = store.Write.ClaimAbortedAsync(unit.UnitId, Store.None).AsTask();
        var waiting = _scratch.UntilSomebodyWaitsAsync();
        Assert.Same(waiting, await Task.WhenAny(waiting, claiming));
        lost.Commit();
        Assert.Equal(UnitResult.Committed, (await claiming)?.Result);
    }

    [PostgresFact]
    public async Task The_same_unit_written_again_waits_for_the_session_that_may_still_commit_it()
    {
        var store = _scratch.Open();
        var unit = Some.Unit(Array.Empty<string>()) with
        {
            Outcome = new OutcomeWrite(new OutcomeKey("", "s", "k"), "f", "json", Some.Bytes("r")),
        };
        using var connection = _scratch.Connect();
        using var lost = connection.BeginTransaction();
        await store.Write.AppendAsync(unit, lost, Store.None);
        var again = store.Commit(unit);
        await _scratch.UntilSomebodyWaitsAsync();
        lost.Commit();
        Assert.Equal(UnitResult.Committed, (await again).Result);
    }

    [PostgresFact]
    public async Task A_deadlock_with_a_caller_s_transaction_is_run_again()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a", "b"));
        using var connection = _scratch.Connect();
        _scratch.Run(connection, "SET deadlock_timeout = '1h'"); // so that the store's session is the one that gives way
        using var transaction = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("b"), transaction, Store.None);
        var committing = store.Commit(Some.Unit("a", "b"));
        await _scratch.UntilSomebodyWaitsAsync();
        Assert.Equal(
            UnitResult.Committed,
            (await store.Write.AppendAsync(Some.Unit("a"), transaction, Store.None)).Result
        );
        transaction.Commit();
        Assert.Equal(UnitResult.Committed, (await committing).Result);
        Assert.Equal(6, (await store.All()).Count);
    }

    [PostgresFact]
    public async Task Two_that_write_the_same_version_at_once_are_told_apart_by_the_unique_key()
    {
        var (one, other) = (_scratch.Open(), _scratch.Open());
        await one.Commit(Some.Unit("a"));
        for (var round = 1; round <= 20; round++)
        {
            var outcomes = await Task.WhenAll(
                Task.Run(() => one.Commit(Some.Unit((Some.Stream("a"), round)))),
                Task.Run(() => other.Commit(Some.Unit((Some.Stream("a"), round))))
            );
            Assert.Equal(
                [UnitResult.Committed, UnitResult.Conflict],
                outcomes.Select(outcome => outcome.Result).Order()
            );
        }
    }

    [PostgresFact]
    public async Task A_server_that_restarts_is_waited_for()
    {
        using var cluster = new Cluster();
        using var scratch = new Scratch(cluster);
        var store = scratch.Open(options => options.RetryWithin = TimeSpan.FromMinutes(1));
        await store.Commit(Some.Unit("a"));
        cluster.Stop();
        var reading = store.All();
        var committing = CommitUntilKnown(store, Some.Unit("b"));
        cluster.Start();
        Assert.NotEmpty(await reading);
        Assert.Equal(UnitResult.Committed, (await committing).Result);
        Assert.Equal(2, (await store.All()).Count);
    }

    [PostgresFact]
    public async Task What_was_acknowledged_survives_a_server_that_dies()
    {
        using var cluster = new Cluster();
        using var scratch = new Scratch(cluster);
        var store = scratch.Open();
        for (var i = 0; i < 20; i++)
            await store.Commit(Some.Unit((Some.Stream("a"), i)));
        cluster.Restart();
        Assert.Equal(UnitResult.Committed, (await CommitUntilKnown(store, Some.Unit((Some.Stream("a"), 20)))).Result);
        Assert.Equal(Enumerable.Range(1, 21).Select(n => (long)n), (await store.All()).Select(e => e.Version));
    }

    [PostgresFact]
    public async Task An_exhausted_pool_is_a_wait_and_then_a_clear_error()
    {
        await _scratch.Open().Commit(Some.Unit("a"));
        var text = _scratch.Server.ConnectionString() + ";Maximum Pool Size=1;Timeout=1";
        using var store = new Store(
            text,
            new PostgresOptions
            {
                Schema = _scratch.Schema,
                RetryWithin = TimeSpan.Zero,
                Notify = false,
            }
        );
        using (var held = await store.Database.ConnectAsync(Store.None))
        {
            var error = await Assert.ThrowsAsync<PostgresStoreException>(() => store.All());
            Assert.Contains("Maximum Pool Size", error.Remedy, StringComparison.Ordinal);
        }

        Assert.Single(await store.All());
    }

    [PostgresFact]
    public async Task A_key_longer_than_an_index_can_keep_is_told_so_and_leaves_nothing()
    {
        var store = _scratch.Open();
        var random = new Random(7);
        var key = string.Concat(Enumerable.Range(0, 4000).Select(_ => (char)random.Next('!', '~')));
        var error = await Assert.ThrowsAsync<PostgresStoreException>(() => store.Commit(Some.Unit(key)));
        Assert.Contains("longer than PostgreSQL can keep", error.Problem, StringComparison.Ordinal);
        Assert.Equal(UnitResult.Committed, (await store.Commit(Some.Unit("a"))).Result);
    }

    [PostgresFact]
    public async Task A_payload_over_the_limit_is_told_so_before_it_is_sent()
    {
        var store = _scratch.Open();
        var unit = Some.Unit("a");
        var huge = new byte[1_100_000_000]; // never touched, so never in memory
        var error = await Assert.ThrowsAsync<PostgresStoreException>(() =>
            store.Commit(unit with { Events = [unit.Events[0] with { Data = huge }] })
        );
        Assert.Contains("Nothing was written", error.Problem, StringComparison.Ordinal);
        Assert.Equal(UnitResult.Committed, (await store.Commit(unit)).Result);
        Assert.Single(await store.All());

        var view = await store.Active("v");
        var batch = new ViewBatch
        {
            Generation = view,
            Fence = 0,
            Expected = LogMark.Start,
            Next = Some.Mark(1),
            Writes = [Some.Row("k", "{}") with { Data = huge }],
        };
        await Assert.ThrowsAsync<PostgresStoreException>(async () => await store.Views.ApplyAsync(batch));
        Assert.Empty((await store.Views.LoadAsync(view, 0, long.MaxValue, [new ViewKey("", "k")], Store.None))!);
    }

    [PostgresMountFact]
    public async Task A_full_disk_is_a_clear_error_and_loses_nothing()
    {
        using var cluster = new Cluster();
        using var disk = new SmallDisk(cluster, megabytes: 24);
        using (var connection = cluster.Connect())
        {
            foreach (
                var sql in new[]
                {
                    $"CREATE TABLESPACE small LOCATION '{disk.Path}'",
                    "CREATE DATABASE small TABLESPACE small",
                }
            )
            {
                using var command = new NpgsqlCommand(sql, connection);
                await command.ExecuteNonQueryAsync();
            }
        }

        using var scratch = new Scratch(cluster, "small");
        var store = scratch.Open();
        var data = new byte[200_000];
        new Random(7).NextBytes(data);
        var acknowledged = 0;
        var full = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
        {
            for (; acknowledged < 200; acknowledged++)
                await store.Commit(Large(acknowledged));
        });
        Assert.Contains("run out of room", full.Problem, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", full.Problem, StringComparison.Ordinal);

        disk.Grow(megabytes: 100);
        Assert.Equal(UnitResult.Committed, (await store.Commit(Large(acknowledged))).Result);
        var events = await store.All();
        Assert.Equal(Enumerable.Range(1, acknowledged + 1).Select(n => (long)n), events.Select(e => e.Version));

        WriteUnit Large(int version)
        {
            var unit = Some.Unit((Some.Stream("a"), version));
            return unit with { Events = [unit.Events[0] with { Data = data }] };
        }
    }

    [PostgresFact]
    public async Task A_server_that_only_reads_refuses_and_names_the_primary()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        var text = _scratch.Server.ConnectionString() + ";Options=-c default_transaction_read_only=on";
        using var standby = new Store(text, new PostgresOptions { Schema = _scratch.Schema });
        Assert.Single(await standby.All());
        foreach (var unit in new[] { Some.Unit("b"), Some.Unit((Some.Stream("a"), 1)) })
        {
            var error = await Assert.ThrowsAsync<PostgresStoreException>(() => standby.Commit(unit));
            Assert.Contains("Target Session Attributes=primary", error.Remedy, StringComparison.Ordinal);
        }

        Assert.Single(await store.All());
    }

    [PostgresFact]
    public async Task A_database_that_is_serializable_by_default_loses_and_fails_nothing()
    {
        _scratch.Execute("CREATE DATABASE strict");
        _scratch.Execute("ALTER DATABASE strict SET default_transaction_isolation = 'serializable'");
        using var strict = new Scratch(_scratch.Server, "strict");
        var stores = Enumerable.Range(0, 4).Select(_ => strict.Open()).ToArray();
        await stores[0].Database.OpenAsync(Store.None);
        var outcomes = await Task.WhenAll(
            stores.SelectMany(store =>
                Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.Commit(Some.Unit("shared"))))
            )
        );
        Assert.All(outcomes, outcome => Assert.Equal(UnitResult.Committed, outcome.Result));
        Assert.Equal(80, (await stores[0].All()).Count);
        Assert.Equal("read committed", await IsolationAsync(stores[1]));
    }

    private static async Task<object?> IsolationAsync(Store store)
    {
        await using var connection = await store.Database.ConnectAsync(Store.None);
        await using var show = new NpgsqlCommand("SHOW transaction_isolation", connection);
        return await show.ExecuteScalarAsync();
    }

    private static async Task<UnitOutcome> CommitUntilKnown(Store store, WriteUnit unit)
    {
        while (true)
        {
            try
            {
                return await store.Commit(unit);
            }
            catch (CommitUnknownException)
            {
                // as core does: the same unit again
            }
        }
    }
}
