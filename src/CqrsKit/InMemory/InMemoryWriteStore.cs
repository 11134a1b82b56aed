using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>The write store of an in-memory database. Every call completes at once, on the caller's thread.</summary>
/// <param name="database">The database, which may be shared with further stores.</param>
public sealed class InMemoryWriteStore(InMemoryDatabase database) : IWriteStore
{
    /// <inheritdoc/>
    public IEventLog Log => database.Log;

    /// <inheritdoc/>
    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entry = database.State.Streams.GetValueOrDefault(stream, StreamEntry.None);
        return new(new StoredStream(entry.Events.Count, entry.State));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units) =>
        new(
            database.Write(state =>
            {
                var draft = new CommitDraft(state, database.LogId);
                var outcomes = draft.Write(units);
                return (draft.Finish(), outcomes);
            })
        );

    /// <inheritdoc/>
    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            database.Write<UnitOutcome?>(state =>
            {
                if (state.Units.TryGetValue(unitId, out var known))
                    return (state, known.Outcome.Result == UnitResult.Committed ? known.Outcome : null);
                var aborted = new UnitEntry(UnitOutcome.Refused(UnitResult.Aborted), 0);
                return (state with { Units = state.Units.Add(unitId, aborted) }, null);
            })
        );
    }

    /// <inheritdoc/>
    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var state = database.State;
        return new(
            state.Outcomes.TryGetValue(key, out var kept)
                ? new StoredOutcome(kept.Outcome, state.Units[kept.UnitId].Outcome)
                : null
        );
    }

    /// <inheritdoc/>
    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            database.Write(state =>
            {
                var old = state.Outcomes.Where(kept => kept.Value.RecordedAt < recordedBefore).Select(kept => kept.Key);
                var rest = state.Outcomes.RemoveRange(old);
                return (state with { Outcomes = rest }, (long)(state.Outcomes.Count - rest.Count));
            })
        );
    }

    /// <inheritdoc/>
    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var inForce = database.State.InForce.ToArray();
        var rows = new List<InlineRow>(keys.Count);
        foreach (var key in keys)
        {
            if (Array.Find(inForce, candidate => candidate.Info.Id.View == key.View) is not { } generation)
                continue;
            var viewKey = new Reading.ViewKey(key.Tenant, key.Key);
            var row = generation.Find(viewKey);
            var isParked = generation.Parked.ContainsKey(viewKey);
            if (row is not null || isParked)
                rows.Add(new InlineRow(key, row?.RowVersion ?? 0, row?.Data, isParked));
        }

        return new(
            new InlineRows([.. inForce.Select(entry => new InlineView(entry.Info.Id.View, entry.Info.Id.Number))], rows)
        );
    }
}
