using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Files;

public sealed class LockTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Two_processes_append_at_once_and_nothing_is_lost_or_doubled()
    {
        const int count = 150;
        var store = _scratch.Open();
        var seen = store.Write.Log.Signal.Count;
        using var first = new Child("append", _scratch.Path, "first", $"{count}");
        using var second = new Child("append", _scratch.Path, "second", $"{count}");
        Assert.Equal("ready", await first.ReadLineAsync());
        Assert.Equal("ready", await second.ReadLineAsync());
        await first.GoAsync();
        await second.GoAsync();
        var acknowledged = (await Task.WhenAll(first.ReadToEndAsync(), second.ReadToEndAsync())).SelectMany(x => x);

        var head = await store.Write.Log.HeadAsync(Store.None);
        var events = await store.All();
        Assert.Equal(4 * count, events.Count);
        Assert.Equal(events[^1].Mark, head.Mark);
        Assert.True(store.Write.Log.Signal.Count > seen);
        Assert.Equal(
            acknowledged.Order(StringComparer.Ordinal),
            events.Select(e => e.Info.UnitId.ToString()).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(events.Select(e => e.Position).Order(), events.Select(e => e.Position));
        foreach (var stream in events.GroupBy(e => e.Info.Stream))
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(i => (long)i), stream.Select(e => e.Version));
    }

    [Fact]
    public async Task Two_stores_in_one_process_append_at_once()
    {
        var stores = new[] { _scratch.Open(), _scratch.Open() };
        await Task.WhenAll(
            stores.Select(store =>
                Task.Run(async () =>
                {
                    for (var i = 0; i < 100; i++)
                        await store.Commit(Some.Unit("shared"));
                })
            )
        );
        var events = await stores[0].All();
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), events.Select(e => e.Version));
    }

    [Fact]
    public async Task The_wait_for_the_write_lock_ends_with_a_clear_error()
    {
        var store = _scratch.Open(configure: options => options.BusyTimeout = TimeSpan.FromMilliseconds(50));
        await store.Commit(Some.Unit("a"));
        using var other = _scratch.Connect();
        using (other.BeginTransaction())
        {
            var error = await Assert.ThrowsAsync<SqliteFileException>(() => store.Commit(Some.Unit("a")));
            Assert.Contains(
                "holds the write lock, and did not release it within 0.05 s",
                error.Message,
                StringComparison.Ordinal
            );
            Assert.Contains("BusyTimeout", error.Remedy, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await store.Commit(Some.Unit("a"))).Versions.Single().Version);
    }

    [Fact]
    public async Task A_killed_process_leaves_no_lock_and_nothing_half_written()
    {
        var store = _scratch.Open(configure: options => options.BusyTimeout = TimeSpan.FromMilliseconds(50));
        store.File.Open();
        using var child = new Child("hold", _scratch.Path);
        Assert.Equal("held", await child.ReadLineAsync());
        await Assert.ThrowsAsync<SqliteFileException>(() => store.Commit(Some.Unit("a")));
        await child.KillAsync();

        await store.Commit(Some.Unit("a"));
        Assert.Equal(["a"], (await store.All()).Select(e => e.Info.Stream.Key));
    }

    [Fact]
    public async Task The_head_shows_what_another_process_has_committed_and_wakes_those_who_wait()
    {
        var (here, there) = (_scratch.Open(), _scratch.Open());
        Assert.Equal(LogMark.Start, (await here.Write.Log.HeadAsync(Store.None)).Mark);
        var seen = here.Write.Log.Signal.Count;
        var outcome = await there.Commit(Some.Unit("a"));

        Assert.Equal(outcome.Mark, (await here.Write.Log.HeadAsync(Store.None)).Mark);
        Assert.Equal(seen + 1, here.Write.Log.Signal.Count);
        await here.Write.Log.HeadAsync(Store.None);
        Assert.Equal(seen + 1, here.Write.Log.Signal.Count);
    }

    [Fact]
    public async Task A_commit_wakes_those_who_wait_in_the_same_process()
    {
        var store = _scratch.Open();
        var seen = store.Write.Log.Signal.Count;
        await store.Commit(Some.Unit("a"));
        Assert.Equal(seen + 1, store.Write.Log.Signal.Count);
    }

    [Fact]
    public async Task A_full_disk_gives_a_clear_error_and_loses_nothing()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        var big = Some.Unit("a");
        big = big with { Events = [Some.Event(Some.Stream("a"), big.UnitId, data: new string('x', 100_000))] };
        Limit(store, "PRAGMA max_page_count = 30");

        var error = await Assert.ThrowsAsync<SqliteFileException>(() => store.Commit(big));
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Single(await store.All());

        Limit(store, "PRAGMA max_page_count = 1000000");
        Assert.Equal(UnitResult.Committed, (await store.Commit(big)).Result);
        Assert.Equal(2, (await store.All()).Count);
    }

    [Fact]
    public async Task A_disk_that_fails_during_a_commit_leaves_the_outcome_unknown_and_loses_nothing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var child = Child.WithFilesUpTo(1024, "fill", _scratch.Path);
        var lines = await child.ReadToEndAsync();

        Assert.StartsWith("CommitUnknownException", lines[^1], StringComparison.Ordinal);
        Assert.Contains("the disk failed during a commit", lines[^1], StringComparison.Ordinal);
        var store = _scratch.Open();
        var stored = (await store.All()).Select(e => e.Info.UnitId.ToString()).ToHashSet();
        Assert.True(stored.Count > 10);
        Assert.Superset(Of("done "), stored);
        Assert.Subset(Of("try "), stored);
        Assert.Equal(UnitResult.Committed, (await store.Commit(Some.Unit("a"))).Result);

        System.Collections.Generic.HashSet<string> Of(string word) =>
            [
                .. lines
                    .Where(line => line.StartsWith(word, StringComparison.Ordinal))
                    .Select(line => line[word.Length..]),
            ];
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_gives_a_clear_error_and_still_reads()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        Limit(store, "PRAGMA query_only = 1");
        var error = await Assert.ThrowsAsync<SqliteFileException>(() => store.Commit(Some.Unit("a")));
        Assert.Contains("it cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Single(await store.All());
    }

    [Fact]
    public async Task After_dispose_nothing_holds_the_file()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        await store.Write.Log.HeadAsync(Store.None);
        store.Dispose();
        _scratch.Execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.Commit(Some.Unit("a")));
    }

    private static void Limit(Store store, string sql)
    {
        using SqliteCommand command = store.File.Open().Connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
