using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.InMemory;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Xunit;

namespace CqrsKit.Tests.InMemory;

public sealed class TruncateTailTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly StreamId A = new("", "thing", "a"),
        B = new("", "thing", "b");

    private readonly InMemoryDatabase _database = new(
        new Waiting(TimeProvider.System),
        IdSource.Random(TimeProvider.System)
    );

    private int _ids;

    private IWriteStore Store => _database.WriteStore;

    [Fact]
    public async Task Events_states_outcomes_and_units_after_the_position_are_lost()
    {
        var first = Unit(A, B) with { States = [new StateWrite(A, 1, "json", new byte[] { 1 })] };
        var kept = await CommitAsync(first);
        var lost = Unit(A) with
        {
            States = [new StateWrite(A, 1, "json", new byte[] { 2 }), new StateWrite(B, 1, "json", new byte[] { 3 })],
            Outcome = new OutcomeWrite(new OutcomeKey("", "s", "k"), "f", "json", default),
        };
        var mark = (await CommitAsync(lost)).Mark;

        _database.TruncateTail(kept.Mark.Position);

        Assert.Equal(kept.Mark, (await Store.Log.HeadAsync(None)).Mark);
        Assert.False(await Store.Log.HoldsAsync(mark, None));
        Assert.Equal(1, (await Store.LoadAsync(A, None)).Version);
        Assert.Null((await Store.LoadAsync(A, None)).State);
        Assert.Equal(1, (await Store.LoadAsync(B, None)).State!.Version);
        Assert.Null(await Store.FindOutcomeAsync(lost.Outcome!.Key, None));
        Assert.Equal(UnitResult.Committed, (await Store.CommitAsync([first]))[0].Result);
        Assert.Equal(1, (await Store.LoadAsync(A, None)).Version);
        Assert.Equal(2, (await CommitAsync(lost)).Versions.Single().Version);
    }

    [Fact]
    public async Task A_unit_is_lost_whole()
    {
        await CommitAsync(Unit(A));
        await CommitAsync(Unit(A, B, A));
        var events = (await Store.Log.ReadAsync(Position.Start, LogFilter.All, 100, None)).Events;

        _database.TruncateTail(events[2].Position);

        Assert.Equal(events[0].Mark, (await Store.Log.HeadAsync(None)).Mark);
        Assert.Equal(0, (await Store.LoadAsync(B, None)).Version);
    }

    [Fact]
    public async Task Other_units_take_the_lost_ones_positions_until_the_epoch_is_raised()
    {
        var lost = (await CommitAsync(Unit(A))).Mark;
        _database.TruncateTail(Position.Start);

        var next = (await CommitAsync(Unit(A))).Mark;

        Assert.Equal(lost.Position, next.Position);
        Assert.False(await Store.Log.HoldsAsync(lost, None));
        Assert.Equal(2u, await Store.Log.RaiseEpochAsync(1, None));
        Assert.True((await CommitAsync(Unit(A))).Mark.Position > new Position(2, 0, 0));
    }

    [Fact]
    public async Task Views_stay_ahead_of_the_log()
    {
        var views = _database.ViewStore;
        var mark = (await CommitAsync(Unit(A))).Mark;
        var logId = (await Store.Log.HeadAsync(None)).LogId;
        var view = await views.CreateGenerationAsync(new NewGeneration("v", 1, ViewMode.Async, logId), None);
        var batch = new ViewBatch
        {
            Generation = view.Id,
            Fence = 0,
            Expected = LogMark.Start,
            Next = mark,
            Writes = [new ViewWrite { Key = new ViewKey("", "k"), Data = new byte[] { 1 } }],
        };
        await views.ApplyAsync(batch);

        _database.TruncateTail(Position.Start);

        Assert.Equal(mark, (await views.CheckpointsAsync(view.Id, None))[0].Mark);
        Assert.Single(await views.ScanAsync(view.Id, null, 10, None));
    }

    private async Task<UnitOutcome> CommitAsync(WriteUnit unit)
    {
        var outcome = (await Store.CommitAsync([unit]))[0];
        Assert.Equal(UnitResult.Committed, outcome.Result);
        return outcome;
    }

    private WriteUnit Unit(params StreamId[] streams)
    {
        var unitId = NewId();
        return new WriteUnit
        {
            UnitId = unitId,
            RecordedAt = DateTimeOffset.UnixEpoch,
            Events = [.. streams.Select(stream => Event(stream, unitId))],
        };
    }

    private PendingEvent Event(StreamId stream, Guid unitId)
    {
        var info = new EventInfo
        {
            Stream = stream,
            UnitId = unitId,
            EventId = NewId(),
            Name = "happened",
            SchemaVersion = 1,
            Codec = "json",
            RecordedAt = DateTimeOffset.UnixEpoch,
        };
        return new PendingEvent(info, default);
    }

    private Guid NewId() => new(++_ids, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);
}
