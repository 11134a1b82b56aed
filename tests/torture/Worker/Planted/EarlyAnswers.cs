using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Torture.Worker.Planted;

/// <summary>
/// A planted fault: units of SQLite are answered before they are committed, at the place that they are expected to get. A
/// kill between the two loses what was acknowledged.
/// </summary>
internal sealed class EarlyAnswers(IWriteStore store) : IWriteStore
{
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(3);

    private Task _last = Task.CompletedTask;

    public IEventLog Log => store.Log;

    public async ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
    {
        await _last;
        // Of several units one may be refused, and the fault is to be found by a kill alone.
        if (units.Count > 1 || units[0].Events.Count == 0)
            return await store.CommitAsync(units);
        var head = await store.Log.HeadAsync(CancellationToken.None);
        var place = new Position(head.Epoch, 0, head.Mark.Position.Minor + (ulong)units[0].Events.Count);
        _last = CommitLateAsync(units);
        return
        [
            new UnitOutcome
            {
                Result = UnitResult.Committed,
                LogId = head.LogId,
                Mark = new LogMark(place, units[0].UnitId),
            },
        ];
    }

    public async ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken c)
    {
        await _last;
        return await store.LoadAsync(stream, c);
    }

    public async ValueTask<InlineRows> LoadInlineAsync(IReadOnlyCollection<InlineKey> keys, CancellationToken c)
    {
        await _last;
        return await store.LoadInlineAsync(keys, c);
    }

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken c) =>
        store.ClaimAbortedAsync(unitId, c);

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken c) =>
        store.FindOutcomeAsync(key, c);

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken c) =>
        store.PurgeOutcomesAsync(recordedBefore, c);

    private async Task CommitLateAsync(IReadOnlyList<WriteUnit> units)
    {
        await Task.Delay(Late);
        await store.CommitAsync(units);
    }
}
