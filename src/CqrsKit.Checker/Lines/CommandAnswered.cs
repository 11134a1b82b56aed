using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>A command is answered.</summary>
/// <param name="At">When.</param>
/// <param name="Op">The operation.</param>
/// <param name="Status">How.</param>
/// <param name="Token">Where the answer says its effects end; null where it had none.</param>
/// <param name="Versions">The versions of the streams that the answer says it wrote.</param>
/// <param name="Result">What was returned, as text that is equal where it is.</param>
public sealed record CommandAnswered(
    long At,
    string Op,
    AnswerStatus Status,
    Mark? Token = null,
    IReadOnlyList<VersionOf>? Versions = null,
    string? Result = null
) : HistoryLine(At);
