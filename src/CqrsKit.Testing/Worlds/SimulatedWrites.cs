using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>The write store as one node reaches it.</summary>
internal sealed class SimulatedWrites(Port port, IWriteStore inner, SimulatedLog log) : IWriteStore, IDurableStore
{
    private static readonly PortCall Load = PortCall.Read("IWriteStore.LoadAsync");
    private static readonly PortCall Commit = PortCall.Commit("IWriteStore.CommitAsync");
    private static readonly PortCall Claim = PortCall.Write("IWriteStore.ClaimAbortedAsync");
    private static readonly PortCall Find = PortCall.Read("IWriteStore.FindOutcomeAsync");
    private static readonly PortCall Purge = PortCall.Write("IWriteStore.PurgeOutcomesAsync");
    private static readonly PortCall LoadInline = PortCall.Read("IWriteStore.LoadInlineAsync");

    public IEventLog Log => log;

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken) =>
        port.CallAsync(Load, () => inner.LoadAsync(stream, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units) =>
        port.CallAsync(
            Commit,
            () =>
            {
                var outcomes = inner.CommitAsync(units).Now();
                port.World.Recorder.Committed(units, outcomes);
                port.World.Trace.Add(port.Life, () => $"commits {Describe(units, outcomes)}");
                port.World.Signal();
                return outcomes;
            },
            default
        );

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken) =>
        port.CallAsync(Claim, () => inner.ClaimAbortedAsync(unitId, default).Now(), cancellationToken);

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken) =>
        port.CallAsync(Find, () => inner.FindOutcomeAsync(key, default).Now(), cancellationToken);

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken) =>
        port.CallAsync(Purge, () => inner.PurgeOutcomesAsync(recordedBefore, default).Now(), cancellationToken);

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    ) => port.CallAsync(LoadInline, () => inner.LoadInlineAsync(keys, default).Now(), cancellationToken);

    /// <summary>The simulated databases outlive every node.</summary>
    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        new(SimulatedDatabase.Durability);

    private static string Describe(IReadOnlyList<WriteUnit> units, IReadOnlyList<UnitOutcome> outcomes) =>
        string.Join(
            "; ",
            units.Zip(
                outcomes,
                (unit, outcome) =>
                    $"{string.Join(" and ", unit.Events.Select(one => $"{one.Info.Name} to {one.Info.Stream}"))}: {outcome.Result}{(outcome.Result == UnitResult.Committed ? $" at {outcome.Mark.Position}" : "")}"
            )
        );
}
