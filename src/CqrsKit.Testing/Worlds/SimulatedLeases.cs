using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;

namespace CqrsKit.Testing.Worlds;

/// <summary>The leases as one node reaches them.</summary>
internal sealed class SimulatedLeases(Port port, ILeaseStore inner) : ILeaseStore
{
    private static readonly PortCall Beat = PortCall.Lease("ILeaseStore.BeatAsync");
    private static readonly PortCall Take = PortCall.Lease("ILeaseStore.TakeAsync");
    private static readonly PortCall Release = PortCall.Write("ILeaseStore.ReleaseAsync");
    private static readonly PortCall Leave = PortCall.Write("ILeaseStore.LeaveAsync");

    public ValueTask<LeaseBoard> BeatAsync(
        Guid node,
        IReadOnlyList<string> groups,
        TimeSpan duration,
        CancellationToken cancellationToken
    ) =>
        port.CallAsync(
            Beat,
            () =>
            {
                var board = inner.BeatAsync(node, groups, duration, default).Now();
                port.Life.Leases.UnionWith(board.Held.Where(one => one.Node == node).Select(one => one.Lease));
                return board;
            },
            cancellationToken,
            Lose(node)
        );

    public ValueTask<IReadOnlyList<Lease>> TakeAsync(
        Guid node,
        IReadOnlyList<Lease> leases,
        CancellationToken cancellationToken
    ) =>
        port.CallAsync(
            Take,
            () =>
            {
                var held = inner.TakeAsync(node, leases, default).Now();
                port.Life.Leases.UnionWith(held);
                port.World.Trace.Add(port.Life, () => $"holds {string.Join(", ", held)}");
                return held;
            },
            cancellationToken,
            Lose(node)
        );

    public async ValueTask ReleaseAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken cancellationToken) =>
        await port.CallAsync(Release, () => inner.ReleaseAsync(node, leases, default).Now(), cancellationToken)
            .ConfigureAwait(false);

    public async ValueTask LeaveAsync(Guid node, CancellationToken cancellationToken) =>
        await port.CallAsync(Leave, () => inner.LeaveAsync(node, default).Now(), cancellationToken)
            .ConfigureAwait(false);

    private Action Lose(Guid node) => () => inner.LeaveAsync(node, default).Now();
}
