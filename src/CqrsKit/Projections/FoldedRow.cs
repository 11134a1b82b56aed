using System;
using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>A stored row as it is known in memory.</summary>
/// <param name="View">The view; null where there is none.</param>
/// <param name="RowVersion">How often the row was written; 0 where there is none.</param>
/// <param name="Entries">The view's index entries.</param>
/// <param name="Data">The payload; null where there is none.</param>
internal sealed record FoldedRow(
    object? View,
    long RowVersion,
    IReadOnlyList<IndexEntry> Entries,
    ReadOnlyMemory<byte>? Data
);
