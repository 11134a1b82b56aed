using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using Xunit;

namespace CqrsKit.Postgres.Tests.Units;

public sealed class EpochTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task A_new_epoch_waits_for_who_is_appending_in_the_old_one()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var transaction = connection.BeginTransaction();
        await store.Write.AppendAsync(Some.Unit("old"), transaction, Store.None);
        var raising = store.Log.RaiseEpochAsync(1, Store.None).AsTask();
        await _scratch.UntilSomebodyWaitsAsync();
        var appending = store.Commit(Some.Unit("new"));
        Assert.False(raising.IsCompleted);
        transaction.Commit();
        Assert.Equal(2u, await raising);
        await appending;
        Assert.Equal(
            [("old", 1u), ("new", 2u)],
            (await store.All()).Select(e => (e.Info.Stream.Key, e.Position.Epoch))
        );
    }

    [PostgresFact]
    public async Task Earlier_epochs_are_read_whatever_runs()
    {
        var store = _scratch.Open();
        using var connection = _scratch.Connect();
        using var running = connection.BeginWithXid();
        await store.Commit(Some.Unit("old"));
        Assert.Empty(await store.All());
        await store.Log.RaiseEpochAsync(1, Store.None);
        await store.Commit(Some.Unit("new"));
        Assert.Equal(["old"], (await store.All()).Select(e => e.Info.Stream.Key));
    }

    [PostgresFact]
    public async Task A_dump_restored_into_a_younger_cluster_goes_on_in_a_new_epoch()
    {
        // Xids that the younger cluster has not reached yet.
        _scratch.Execute("DO $$ BEGIN FOR i IN 1 .. 3000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
        _scratch.Schema = "restored";
        _scratch.Execute("CREATE DATABASE to_be_dumped");
        using var before = new Scratch(_scratch.Server, "to_be_dumped") { Schema = "restored" };
        var old = before.Open();
        foreach (var key in new[] { "a", "b", "a" })
            await old.Commit(Some.Unit(key));
        var token = (await old.Log.HeadAsync(Store.None)).Mark;

        using var cluster = new Cluster();
        var dump = Path.Combine(cluster.Folder, "dump.sql");
        File.WriteAllText(dump, _scratch.Server.RunTool("pg_dump", "to_be_dumped"));
        cluster.RunTool("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, "postgres");
        using var after = new Scratch(cluster) { Schema = "restored" };
        var restored = after.Open();

        var head = await restored.Log.HeadAsync(Store.None);
        Assert.Equal((old.Database.LogId, 2u, token), (head.LogId, head.Epoch, head.Mark));
        Assert.Equal(["a", "b", "a"], (await restored.All()).Select(e => e.Info.Stream.Key));
        var next = await restored.Commit(Some.Unit((Some.Stream("a"), 2)));
        Assert.Equal(2u, next.Mark.Position.Epoch);
        Assert.True(next.Mark.Position.Major < token.Position.Major);
        var page = await restored.Log.ReadAsync(token.Position, LogFilter.All, 10, Store.None);
        Assert.Equal([next.Mark], page.Events.Select(e => e.Mark));
        // Opened again, it is at home here.
        Assert.Equal(2u, (await after.Open().Log.HeadAsync(Store.None)).Epoch);
    }
}
