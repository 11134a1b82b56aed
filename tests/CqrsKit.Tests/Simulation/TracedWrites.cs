using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Tests.Simulation;

/// <summary>A write store whose calls are in the trace.</summary>
internal sealed class TracedWrites(IWriteStore inner, Trace trace) : IWriteStore
{
    public IEventLog Log => inner.Log;

    public async ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        var stored = await inner.LoadAsync(stream, cancellationToken);
        trace.Add($"load {stream} at {stored.Version}");
        return stored;
    }

    public async ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
    {
        trace.Add($"commit {string.Join(", ", units.Select(unit => unit.UnitId.ToString("N")[..8]))}");
        var outcomes = await inner.CommitAsync(units);
        trace.Add($"committed {string.Join(", ", outcomes.Select(outcome => $"{outcome.Result} {outcome.Mark}"))}");
        return outcomes;
    }

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken) =>
        inner.ClaimAbortedAsync(unitId, cancellationToken);

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken) =>
        inner.FindOutcomeAsync(key, cancellationToken);

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken) =>
        inner.PurgeOutcomesAsync(recordedBefore, cancellationToken);

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    ) => inner.LoadInlineAsync(keys, cancellationToken);
}
