using System.Collections.Generic;

namespace CqrsKit.Writing;

/// <summary>What a store holds of a stream, beside its events.</summary>
/// <param name="Version">The number of its events; 0 where it does not exist.</param>
/// <param name="State">The state or snapshot, which may be of an earlier version; null where there is none.</param>
public sealed record StoredStream(long Version, StoredState? State)
{
    /// <summary>
    /// The first events after the state, in their order, where the store has read them along; empty where it has not. What
    /// is not here is read from the log.
    /// </summary>
    public IReadOnlyList<StoredEvent> Tail { get; init; } = [];
}
