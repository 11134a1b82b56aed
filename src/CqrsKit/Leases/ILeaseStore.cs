using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Leases;

/// <summary>
/// The port of a store through which processes share the work of the runner. Who should hold what is decided in core; a
/// store keeps who lives and who holds, and measures time by its own clock alone: no two nodes' clocks are compared. Leases
/// are for efficiency; that nothing is applied twice is the fence's doing.
/// </summary>
public interface ILeaseStore
{
    /// <summary>Says that a node lives, and what it can follow; its leases are in force for as long as it lives.</summary>
    /// <param name="node">The node.</param>
    /// <param name="groups">What it can follow.</param>
    /// <param name="duration">How long it counts as alive from now on, by the store's time.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How things stand, this node included.</returns>
    ValueTask<LeaseBoard> BeatAsync(
        Guid node,
        IReadOnlyList<string> groups,
        TimeSpan duration,
        CancellationToken cancellationToken
    );

    /// <summary>Takes those of the leases that no other live node holds, if this node is alive.</summary>
    /// <returns>The leases that this node holds now.</returns>
    ValueTask<IReadOnlyList<Lease>> TakeAsync(
        Guid node,
        IReadOnlyList<Lease> leases,
        CancellationToken cancellationToken
    );

    /// <summary>Gives up those of the leases that the node holds.</summary>
    ValueTask ReleaseAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken cancellationToken);

    /// <summary>Forgets a node with all its leases.</summary>
    ValueTask LeaveAsync(Guid node, CancellationToken cancellationToken);
}
