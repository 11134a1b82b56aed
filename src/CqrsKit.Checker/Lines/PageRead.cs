using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>A reader of the log was handed a page, and a mark through which it is complete.</summary>
/// <param name="At">When.</param>
/// <param name="Reader">Who read.</param>
/// <param name="After">Where it began, as the log was then.</param>
/// <param name="Through">Everything behind <see cref="After"/> and up to here is in the page, or was filtered out.</param>
/// <param name="Events">The events that were handed out.</param>
/// <param name="Names">The names of the events that were asked for; null for all.</param>
public sealed record PageRead(
    long At,
    string Reader,
    Mark After,
    Mark Through,
    IReadOnlyList<Mark> Events,
    IReadOnlyList<string>? Names = null
) : HistoryLine(At);
