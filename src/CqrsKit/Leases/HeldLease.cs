using System;

namespace CqrsKit.Leases;

/// <summary>A lease that is held.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Node">The live node that holds it.</param>
public sealed record HeldLease(Lease Lease, Guid Node);
