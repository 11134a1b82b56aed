using System.Collections.Generic;

namespace CqrsKit.Leases;

/// <summary>How things stand, as of one moment and by the store's time.</summary>
/// <param name="Nodes">The live nodes.</param>
/// <param name="Held">The leases that live nodes hold.</param>
public sealed record LeaseBoard(IReadOnlyList<LeaseNode> Nodes, IReadOnlyList<HeldLease> Held);
