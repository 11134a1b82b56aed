using System.Collections.Generic;

namespace CqrsKit.Reading;

/// <summary>Everything that one apply writes.</summary>
public sealed record ViewBatch
{
    /// <summary>The view and its generation.</summary>
    public required GenerationId Generation { get; init; }

    /// <summary>The partition, from 0, that the writes and parked keys belong to.</summary>
    public int Partition { get; init; }

    /// <summary>The writer's fence; a store that has seen a higher one refuses the batch.</summary>
    public required long Fence { get; init; }

    /// <summary>The checkpoint that the batch was computed from.</summary>
    public required LogMark Expected { get; init; }

    /// <summary>The checkpoint after the batch; the same as before for a replay of parked events.</summary>
    public required LogMark Next { get; init; }

    /// <summary>Changed and deleted views, at most one per key.</summary>
    public IReadOnlyList<ViewWrite> Writes { get; init; } = [];

    /// <summary>Events to park, in log order.</summary>
    public IReadOnlyList<ParkedEvent> Parked { get; init; } = [];

    /// <summary>Keys whose parked events in this partition are forgotten, before those of <see cref="Parked"/> are added.</summary>
    public IReadOnlyList<ViewKey> Unparked { get; init; } = [];
}
