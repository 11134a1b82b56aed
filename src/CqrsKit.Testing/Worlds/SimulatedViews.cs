using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Worlds;

/// <summary>A view store as one node reaches it.</summary>
internal class SimulatedViews(Port port, IViewStore inner, SimulatedDatabase database) : IViewStore, IDurableStore
{
    private static readonly PortCall Generations = PortCall.Read("IViewStore.GenerationsAsync");
    private static readonly PortCall Create = PortCall.Create("IViewStore.CreateGenerationAsync");
    private static readonly PortCall Switch = PortCall.Write("IViewStore.SwitchAsync");
    private static readonly PortCall Retire = PortCall.Write("IViewStore.RetireAsync");
    private static readonly PortCall Drop = PortCall.Write("IViewStore.DropGenerationAsync");
    private static readonly PortCall Checkpoints = PortCall.Read("IViewStore.CheckpointsAsync");
    private static readonly PortCall RaiseFence = PortCall.Write("IViewStore.RaiseFenceAsync");
    private static readonly PortCall Apply = PortCall.Write("IViewStore.ApplyAsync");
    private static readonly PortCall Load = PortCall.Read("IViewStore.LoadAsync");
    private static readonly PortCall Scan = PortCall.Read("IViewStore.ScanAsync");
    private static readonly PortCall Parked = PortCall.Read("IViewStore.ParkedAsync");
    private static readonly PortCall Open = PortCall.Read("IViewStore.OpenReaderAsync");

    private Recorder Recorder => port.World.Recorder;

    public ViewGuarantee Guarantee => inner.Guarantee;

    public long Losses => port.World.Losses;

    public ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(
        string view,
        CancellationToken cancellationToken
    ) => port.CallAsync(Generations, () => inner.GenerationsAsync(view, default).Now(), cancellationToken);

    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    ) =>
        port.CallAsync(
            Create,
            () =>
            {
                var created = inner.CreateGenerationAsync(generation, default).Now();
                Recorder.Built(created);
                port.World.Trace.Add(port.Life, () => $"begins generation {created.Id}");
                return created;
            },
            cancellationToken
        );

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken) =>
        port.CallAsync(
            Switch,
            () =>
            {
                var isDone = inner.SwitchAsync(change, default).Now();
                if (isDone)
                    Recorder.Switched(change.To.View, change.To.Number, change.Expected.MinBy(mark => mark.Position));
                port.World.Trace.Add(port.Life, () => $"switches to {change.To}: {isDone}");
                return isDone;
            },
            cancellationToken
        );

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken) =>
        port.CallAsync(
            Retire,
            () =>
            {
                var isDone = inner.RetireAsync(generation, default).Now();
                if (isDone)
                    Recorder.Switched(generation.View, null, default);
                port.World.Trace.Add(port.Life, () => $"retires {generation}: {isDone}");
                return isDone;
            },
            cancellationToken
        );

    public async ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken) =>
        await port.CallAsync(
                Drop,
                () =>
                {
                    port.World.Trace.Add(port.Life, () => $"drops {generation}");
                    return inner.DropGenerationAsync(generation, default).Now();
                },
                cancellationToken
            )
            .ConfigureAwait(false);

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(
        GenerationId generation,
        CancellationToken cancellationToken
    ) => port.CallAsync(Checkpoints, () => inner.CheckpointsAsync(generation, default).Now(), cancellationToken);

    public ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken cancellationToken)
    {
        // As it is called: what arrives late, or again, is nobody's doing any more.
        var isOwn = port.Life is { IsReady: true, Running.Count: 0 };
        return port.CallAsync(
            RaiseFence,
            () =>
            {
                var fence = inner.RaiseFenceAsync(generation, partition, default).Now();
                Recorder.Raised(generation, partition, fence);
                if (isOwn)
                    CheckLease(generation, partition);
                isOwn = false;
                port.World.Trace.Add(
                    port.Life,
                    () => $"takes {generation}, partition {partition}, under fence {fence}"
                );
                return fence;
            },
            cancellationToken
        );
    }

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) =>
        port.CallAsync(
            Apply,
            () =>
            {
                var outcome = inner.ApplyAsync(batch).Now();
                if (outcome == ApplyOutcome.Applied)
                    Recorder.Applied(database, batch);
                port.World.Trace.Add(
                    port.Life,
                    () =>
                        $"applies to {batch.Generation} under fence {batch.Fence} from {batch.Expected.Position} through {batch.Next.Position}: {outcome}"
                );
                return outcome;
            },
            default
        );

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    ) =>
        port.CallAsync(
            Load,
            () => inner.LoadAsync(generation, partition, fence, keys, default).Now(),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    ) => port.CallAsync(Scan, () => inner.ScanAsync(generation, after, limit, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    ) => port.CallAsync(Parked, () => inner.ParkedAsync(generation, partition, key, default).Now(), cancellationToken);

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken) =>
        port.CallAsync<IViewReader>(
            Open,
            () => new SimulatedReader(port, inner.OpenReaderAsync(default).Now()),
            cancellationToken
        );

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        new(SimulatedDatabase.Durability);

    /// <summary>
    /// Where nodes share the work by leases, none takes up what it never held the lease of; but for what its clients have it
    /// do, and for a rebuild.
    /// </summary>
    private void CheckLease(GenerationId generation, int partition)
    {
        var (world, life) = (port.World, port.Life);
        if (!world.HasLeases || !Worlds.Recorder.IsFollowed(database, generation))
            return;
        if (!life.Leases.Any(one => one.Part == partition && IsOf(one.Group, generation.View)))
            world.Found.Add(
                new Problem(
                    "Leases",
                    $"{life.Name} takes {generation}, partition {partition}, and never had its lease."
                )
            );
    }

    private static bool IsOf(string group, string view) =>
        group == view || group.StartsWith($"{view} v", StringComparison.Ordinal);
}
