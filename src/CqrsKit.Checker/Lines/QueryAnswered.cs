using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>A query is answered.</summary>
/// <param name="At">When.</param>
/// <param name="Op">The operation.</param>
/// <param name="Status">How.</param>
/// <param name="Met">Whether the answer says that its contract was met and no hole touched.</param>
/// <param name="Seen">What the receipt says that the view had seen; null where it says nothing.</param>
/// <param name="Staleness">The bound that the receipt gives, in microseconds; null where it gives none.</param>
/// <param name="Rows">The rows that were read, keys without a view included.</param>
public sealed record QueryAnswered(
    long At,
    string Op,
    AnswerStatus Status,
    bool Met = true,
    Mark? Seen = null,
    long? Staleness = null,
    IReadOnlyList<RowLine>? Rows = null
) : HistoryLine(At);
