using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>The write store of an in-memory shared. Every call completes at once, on the caller's thread.</summary>
internal sealed class InMemoryWriteStore(SharedState shared) : IWriteStore, IDurableStore
{
    public IEventLog Log { get; } = new InMemoryLog(shared);

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = shared.Now.Streams.GetValueOrDefault(stream, StreamEntry.None);
        return new(new StoredStream(entry.Events.Count, entry.State));
    }

    public ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units) =>
        new(
            shared.Write(state =>
            {
                var draft = new CommitDraft(state, shared.LogId);
                var outcomes = draft.Write(units);
                return (draft.Finish(), outcomes);
            })
        );

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            shared.Write<UnitOutcome?>(state =>
            {
                if (state.Units.TryGetValue(unitId, out var known))
                    return (state, known.Outcome.Result == UnitResult.Committed ? known.Outcome : null);
                var aborted = new UnitEntry(UnitOutcome.Refused(UnitResult.Aborted), 0);
                return (state with { Units = state.Units.Add(unitId, aborted) }, null);
            })
        );
    }

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = shared.Now;
        return new(
            state.Outcomes.TryGetValue(key, out var kept)
                ? new StoredOutcome(kept.Outcome, state.Units[kept.UnitId].Outcome)
                : null
        );
    }

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            shared.Write(state =>
            {
                var old = state.Outcomes.Where(kept => kept.Value.RecordedAt < recordedBefore).Select(kept => kept.Key);
                var rest = state.Outcomes.RemoveRange(old);
                return (state with { Outcomes = rest }, (long)(state.Outcomes.Count - rest.Count));
            })
        );
    }

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var inForce = shared.Now.InForce.ToArray();
        var rows = new List<InlineRow>(keys.Count);
        foreach (var key in keys)
        {
            if (Array.Find(inForce, candidate => candidate.Info.Id.View == key.View) is not { } generation)
                continue;
            var viewKey = new ViewKey(key.Tenant, key.Key);
            var row = generation.Find(viewKey);
            var isParked = generation.Parked.Has(viewKey);
            var version = generation.VersionOf(viewKey);
            if (version > 0 || isParked)
                rows.Add(new InlineRow(key, version, row?.Data, isParked));
        }

        return new(
            new InlineRows([.. inForce.Select(entry => new InlineView(entry.Info.Id.View, entry.Info.Id.Number))], rows)
        );
    }

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        new(SharedState.Durability);
}
