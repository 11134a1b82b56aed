using System;
using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>An event of a unit, and what the views that it touches are after it.</summary>
/// <param name="Id">The event.</param>
/// <param name="Mark">Its place.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Stream">Its stream, within the tenant.</param>
/// <param name="Version">Its version in the stream; the first is 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Folds">The rows that it touches.</param>
public sealed record EventLine(
    Guid Id,
    Mark Mark,
    string Tenant,
    string Stream,
    long Version,
    string Name,
    IReadOnlyList<FoldLine>? Folds = null
);
