using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;

namespace CqrsKit.Proof.Tests.Stores;

/// <summary>Leases whose store is told the time before each call.</summary>
internal sealed class ClockedLeases(ILeaseStore inner, Action setClock) : ILeaseStore
{
    public ValueTask<LeaseBoard> BeatAsync(
        Guid node,
        IReadOnlyList<string> groups,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        setClock();
        return inner.BeatAsync(node, groups, duration, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Lease>> TakeAsync(
        Guid node,
        IReadOnlyList<Lease> leases,
        CancellationToken cancellationToken
    )
    {
        setClock();
        return inner.TakeAsync(node, leases, cancellationToken);
    }

    public ValueTask ReleaseAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken cancellationToken)
    {
        setClock();
        return inner.ReleaseAsync(node, leases, cancellationToken);
    }

    public ValueTask LeaveAsync(Guid node, CancellationToken cancellationToken)
    {
        setClock();
        return inner.LeaveAsync(node, cancellationToken);
    }
}
