using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

public sealed class FollowerTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task A_follower_that_never_rests_sees_every_event_once_and_streams_in_order()
    {
        const int writers = 6,
            each = 60;
        var stores = Enumerable.Range(0, 3).Select(_ => _scratch.Open()).ToArray();
        var writing = Task.WhenAll(
            Enumerable.Range(0, writers).Select(n => Task.Run(() => WriteAsync(stores[n % stores.Length], n, each)))
        );
        var (seen, after) = (new List<RecordedEvent>(), Position.Start);
        bool isOver;
        do
        {
            isOver = writing.IsCompleted;
            var page = await stores[0].Log.ReadAsync(after, LogFilter.All, 5, Store.None);
            seen.AddRange(page.Events);
            after = page.CompleteThrough.Position;
            isOver &= page.AtEnd;
        } while (!isOver);

        await writing;
        Assert.Equal((await stores[1].All()).Select(e => e.Mark), seen.Select(e => e.Mark));
        foreach (var stream in seen.GroupBy(e => e.Info.Stream))
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(n => (long)n), stream.Select(e => e.Version));
    }

    [PostgresFact]
    public async Task Events_and_horizon_of_a_page_are_of_one_moment()
    {
        var store = _scratch.Open();
        await store.Database.OpenAsync(Store.None);
        using var gate = _scratch.Connect();
        // A page that is being read waits where it looks up a stream, after its snapshot was taken.
        _scratch.Run(
            gate,
            """
            CREATE FUNCTION {s}.pause() RETURNS boolean LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_advisory_lock_shared(4711); PERFORM pg_advisory_unlock_shared(4711); RETURN true; END';
            ALTER TABLE {s}.stream RENAME TO stream_kept;
            CREATE VIEW {s}.stream AS SELECT * FROM {s}.stream_kept WHERE {s}.pause();
            """
        );
        await store.Commit(Some.Unit("before"));
        using var connection = _scratch.Connect();
        using var older = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("older"), older, Store.None);
        await store.Commit(Some.Unit("younger"));

        _scratch.Run(gate, "SELECT pg_advisory_lock(4711)");
        var reading = store.Log.ReadAsync(Position.Start, LogFilter.All, 10, Store.None).AsTask();
        await _scratch.UntilSomebodyWaitsAsync();
        older.Commit();
        _scratch.Run(gate, "SELECT pg_advisory_unlock(4711)");
        var first = await reading;
        var second = await store.Log.ReadAsync(first.CompleteThrough.Position, LogFilter.All, 10, Store.None);
        Assert.Equal(["before", "older", "younger"], first.Events.Concat(second.Events).Select(e => e.Info.Stream.Key));
    }

    /// <summary>Units of the store's own, and some in transactions that stay open for a while or are rolled back.</summary>
    private async Task WriteAsync(Store store, int writer, int each)
    {
        using var connection = _scratch.Server.Connect();
        for (var i = 0; i < each; i++)
        {
            if (i % 4 != 0)
            {
                await store.Commit(Some.Unit($"own-{writer}", "shared"));
                continue;
            }

            using var transaction = connection.BeginTransaction();
            await store.Write.AppendAsync(Some.Unit($"slow-{writer}"), transaction, Store.None);
            await store.Commit(Some.Unit($"own-{writer}"));
            if (i % 8 == 0)
                transaction.Rollback();
            else
                transaction.Commit();
        }
    }
}
