using System;
using System.Collections.Generic;

namespace CqrsKit.Reading;

/// <summary>One changed or deleted view.</summary>
public sealed record ViewWrite
{
    /// <summary>Tenant and key.</summary>
    public required ViewKey Key { get; init; }

    /// <summary>The payload; null deletes the view.</summary>
    public required ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The position of the last event that is in it.</summary>
    public Position Position { get; init; }

    /// <summary>The row version that was read, 0 for none; the write makes it one more. Checked for inline writes.</summary>
    public long ExpectedRowVersion { get; init; }

    /// <summary>Index entries that the view has now and had not before.</summary>
    public IReadOnlyList<IndexEntry> AddedEntries { get; init; } = [];

    /// <summary>Index entries that the view had before and has no longer.</summary>
    public IReadOnlyList<IndexEntry> RemovedEntries { get; init; } = [];
}
