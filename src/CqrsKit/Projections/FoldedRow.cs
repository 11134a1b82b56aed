using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>A stored row as it is known in memory.</summary>
internal sealed class FoldedRow
{
    /// <summary>The view; null where there is none.</summary>
    public object? View { get; set; }

    /// <summary>How often the row was written; 0 where there is none.</summary>
    public long RowVersion { get; set; }

    /// <summary>The view's index entries.</summary>
    public IReadOnlyList<IndexEntry> Entries { get; set; } = [];

    /// <summary>How many bytes its payload has.</summary>
    public int Length { get; set; }
}
