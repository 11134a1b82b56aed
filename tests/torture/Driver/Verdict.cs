using System.Collections.Generic;

namespace CqrsKit.Torture;

/// <summary>What became of a trial.</summary>
/// <param name="Commands">How many commands were acknowledged.</param>
/// <param name="Refused">How many were refused, or were answered as unknown.</param>
/// <param name="Rows">How many rows were compared with the fold of the log.</param>
/// <param name="Found">What is wrong.</param>
internal sealed record Verdict(int Commands, int Refused, int Rows, IReadOnlyList<string> Found);
