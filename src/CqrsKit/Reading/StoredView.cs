using System;

namespace CqrsKit.Reading;

/// <summary>A view as a store holds it.</summary>
/// <param name="Key">Tenant and key.</param>
/// <param name="Data">The payload, as the codec made it.</param>
/// <param name="RowVersion">How often the row was written, from 1; what inline writes are guarded by. 0 where a reader is not told.</param>
public sealed record StoredView(ViewKey Key, ReadOnlyMemory<byte> Data, long RowVersion)
{
    /// <summary>
    /// The position of the last event that is in it, as a <see cref="ViewGuarantee.GuardedPerKey"/> store loads it: after an
    /// interrupted apply it may be ahead of the checkpoint, and events up to it are not folded again.
    /// </summary>
    public Position Position { get; init; }

    /// <summary>Whether there is no view, but an event that the checkpoint has not passed yet has deleted it; only when loaded.</summary>
    public bool IsDeleted { get; init; }
}
