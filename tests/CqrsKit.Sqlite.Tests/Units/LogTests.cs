using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Units;

public sealed class LogTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_names_are_only_names(string name)
    {
        var store = _scratch.Open();
        var stream = new StreamId(name, name, name + "x");
        var unit = Some.Unit((stream, 0));
        unit = unit with
        {
            Events = [Some.Event(stream, unit.UnitId, name + "n") with { Data = Some.Bytes(name) }],
            Outcome = new OutcomeWrite(new OutcomeKey(name, name, name), name, name, Some.Bytes(name)),
        };
        Assert.Equal(UnitResult.Committed, (await store.Commit(unit)).Result);
        var view = await store.Active(name + "v");
        await store.Views.ApplyAsync(
            new ViewBatch
            {
                Generation = view,
                Fence = 0,
                Expected = LogMark.Start,
                Next = Some.Mark(1),
                Writes =
                [
                    Some.Row(name + "k", name, name) with
                    {
                        AddedEntries = [new IndexEntry(name, IndexKey.Of(name).Encoded)],
                    },
                ],
            }
        );

        var read = Assert.Single(await store.Write.Log.ReadStreamAsync(stream, 0, 9, Store.None));
        Assert.Equal((stream, name + "n", name), (read.Info.Stream, read.Info.Name, Some.Text(read.Data)));
        Assert.Equal(name, (await store.Write.FindOutcomeAsync(unit.Outcome.Key, Store.None))!.Outcome.Fingerprint);
        var reader = await store.Views.OpenReaderAsync(Store.None);
        var range = new IndexRange(name, IndexKey.Of(name).Encoded, null, false, 9);
        var row = Assert.Single(await reader.ListAsync(name + "v", name, range, Store.None));
        Assert.Equal((new ViewKey(name, name + "k"), name), (row.Key, Some.Text(row.Data)));
        Assert.Equal(0, (await store.Write.LoadAsync(Some.Stream("other"), Store.None)).Version);
    }

    public static IEnumerable<object[]> Hostile() =>
        new[]
        {
            "",
            "'; DROP TABLE cqrskit_event; --",
            "\"]`[",
            "a\0b",
            "%_*?",
            "ÄÖ 🚀 \u0301",
            "\u0001*",
            new string('x', 3000),
        }.Select(name => new object[] { name });

    [Fact]
    public async Task Later_epochs_are_delivered_though_their_positions_lie_below()
    {
        var store = _scratch.Open();
        foreach (var key in new[] { "a", "b", "c" })
            await store.Commit(Some.Unit(key));
        // The log was at 1.0.9 once and has lost its tail: a reader who was there goes on with epoch 2.
        Assert.Equal(2u, await store.Write.Log.RaiseEpochAsync(1, Store.None));
        Assert.Equal(2u, await store.Write.Log.RaiseEpochAsync(1, Store.None));
        await store.Commit(Some.Unit("d"));

        var page = await store.Write.Log.ReadAsync(new Position(1, 0, 9), LogFilter.All, 10, Store.None);
        Assert.Equal(["d"], page.Events.Select(e => e.Info.Stream.Key));
        Assert.Equal(new Position(2, 0, 4), page.CompleteThrough.Position);
        var fromMiddle = await store.Write.Log.ReadAsync(new Position(1, 0, 2), LogFilter.All, 10, Store.None);
        Assert.Equal(["c", "d"], fromMiddle.Events.Select(e => e.Info.Stream.Key));
        var unknown = await store.Write.Log.ReadAsync(new Position(3, 0, 1), LogFilter.All, 10, Store.None);
        Assert.Empty(unknown.Events);
        Assert.True(unknown.AtEnd);
        Assert.False(await store.Write.Log.HoldsAsync(Some.Mark(9), Store.None));
    }

    [Fact]
    public async Task A_log_that_lost_its_tail_is_told_by_the_unit()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        System.IO.File.Copy(_scratch.Path, _scratch.Path + ".backup");
        System.IO.File.Copy(_scratch.Path + "-wal", _scratch.Path + ".backup-wal");
        var lost = (await store.Commit(Some.Unit("b"))).Mark;

        var restored = _scratch.Open(_scratch.Path + ".backup");
        await restored.Commit(Some.Unit("c"));
        Assert.Equal(lost.Position, (await restored.Write.Log.HeadAsync(Store.None)).Mark.Position);
        Assert.False(await restored.Write.Log.HoldsAsync(lost, Store.None));
        Assert.True(await store.Write.Log.HoldsAsync(lost, Store.None));
    }

    [Fact]
    public async Task Everything_is_there_after_the_file_is_opened_again()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit((Some.Stream("a"), 0)));
        var (logId, mark) = (store.File.LogId, (await store.Write.Log.HeadAsync(Store.None)).Mark);
        store.Dispose();

        var again = _scratch.Open();
        var head = await again.Write.Log.HeadAsync(Store.None);
        Assert.Equal((logId, 1u, mark), (head.LogId, head.Epoch, head.Mark));
        Assert.Equal(UnitResult.Conflict, (await again.Commit(Some.Unit((Some.Stream("a"), 0)))).Result);
    }

    [Fact]
    public async Task A_unit_s_outcome_is_the_same_when_it_is_committed_again()
    {
        var store = _scratch.Open();
        var unit = Some.Unit((Some.Stream("b"), 0), (Some.Stream("a"), 0), (Some.Stream("b"), -1));
        var first = await store.Commit(unit);
        await store.Commit(Some.Unit("b"));
        var empty = Some.Unit(Array.Empty<string>());
        var firstEmpty = await store.Commit(empty);

        Assert.Equivalent(first, await store.Commit(unit), strict: true);
        Assert.Equivalent(firstEmpty, await store.Commit(empty), strict: true);
        Assert.Equal(4, (await store.All()).Count);
    }
}
