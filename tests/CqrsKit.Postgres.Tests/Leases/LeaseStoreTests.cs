using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Leases;
using CqrsKit.Postgres.Leases;
using Xunit;

namespace CqrsKit.Postgres.Tests.Leases;

public sealed class LeaseStoreTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly Guid One = Guid.CreateVersion7();
    private static readonly Guid Two = Guid.CreateVersion7();
    private static readonly Lease A = new("a\0'; DROP \"x\" \u0001", 0);
    private static readonly Lease B = new("b", 7);
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task A_lease_is_held_by_one_live_node_until_it_is_released()
    {
        var store = Open();
        var board = await store.BeatAsync(One, [A.Group, B.Group], Long, Store.None);
        Assert.Equal([A.Group, B.Group], Assert.Single(board.Nodes).Groups);
        Assert.Empty(board.Held);
        await store.BeatAsync(Two, [B.Group], Long, Store.None);

        Assert.Equal([A, B], (await store.TakeAsync(One, [A, B], Store.None)).OrderBy(lease => lease.Part));
        Assert.Empty(await store.TakeAsync(Two, [A, B], Store.None));
        Assert.Equal([A], await store.TakeAsync(One, [A], Store.None));
        await store.ReleaseAsync(Two, [A, B], Store.None);
        await store.ReleaseAsync(One, [B], Store.None);
        Assert.Equal([B], await store.TakeAsync(Two, [A, B], Store.None));

        board = await store.BeatAsync(Two, [B.Group], Long, Store.None);
        Assert.Equal(2, board.Nodes.Count);
        Assert.All(board.Nodes, node => Assert.InRange(node.Left, TimeSpan.FromMinutes(4), Long));
        Assert.Equal([new(A, One), new HeldLease(B, Two)], board.Held.OrderBy(held => held.Lease.Part));
    }

    [PostgresFact]
    public async Task What_a_node_held_that_is_no_longer_heard_of_is_free_by_the_server_s_time()
    {
        var store = Open();
        await store.BeatAsync(One, [B.Group], TimeSpan.FromMilliseconds(1), Store.None);
        while ((await store.BeatAsync(Two, [B.Group], Long, Store.None)).Nodes.Count == 2) { }

        Assert.Empty(await store.TakeAsync(One, [B], Store.None));
        await store.BeatAsync(One, [B.Group], Long, Store.None);
        await store.TakeAsync(One, [B], Store.None);
        await store.BeatAsync(One, [B.Group], TimeSpan.FromMilliseconds(1), Store.None);
        while ((await store.BeatAsync(Two, [B.Group], Long, Store.None)).Held.Count == 1) { }
        Assert.Equal([B], await store.TakeAsync(Two, [B], Store.None));
        Assert.Equal([new HeldLease(B, Two)], (await store.BeatAsync(One, [], Long, Store.None)).Held);
    }

    [PostgresFact]
    public async Task A_node_that_leaves_leaves_nothing_behind()
    {
        var store = Open();
        await store.BeatAsync(One, [B.Group], Long, Store.None);
        await store.TakeAsync(One, [A, B], Store.None);
        await store.LeaveAsync(One, Store.None);
        var board = await store.BeatAsync(Two, [B.Group], Long, Store.None);
        Assert.Equal([Two], board.Nodes.Select(node => node.Id));
        Assert.Empty(board.Held);
    }

    [PostgresFact]
    public async Task Of_many_who_ask_at_once_one_gets_each_lease()
    {
        var store = Open();
        var nodes = Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7()).ToArray();
        var leases = Enumerable.Range(0, 20).Select(part => new Lease("g", part)).ToArray();
        foreach (var node in nodes)
            await store.BeatAsync(node, ["g"], Long, Store.None);
        var taken = await Task.WhenAll(
            nodes.Select(node => Task.Run(() => store.TakeAsync(node, leases, Store.None).AsTask()))
        );
        Assert.Equal(leases, taken.SelectMany(one => one).OrderBy(lease => lease.Part));
    }

    private PostgresLeaseStore Open() => new(_scratch.Open().Database);
}
