using System;
using System.Collections.Generic;

namespace CqrsKit.Events;

/// <summary>A stretch of a log, in order.</summary>
/// <param name="Events">The events that the filter lets through. A unit is never split between two pages.</param>
/// <param name="CompleteThrough">
/// Every event at or before this mark, and after the position asked for, is in the page or was filtered out.
/// </param>
/// <param name="AtEnd">Whether the page reached the end of the log as it was when the page was read.</param>
public sealed record LogPage(IReadOnlyList<RecordedEvent> Events, LogMark CompleteThrough, bool AtEnd)
{
    /// <summary>
    /// The unit that the log held at the position asked for when the page was read, empty where it held none; null where the
    /// store has not looked.
    /// </summary>
    public Guid? UnitBefore { get; init; }
}
