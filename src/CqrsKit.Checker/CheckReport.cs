using System.Collections.Generic;

namespace CqrsKit.Checker;

/// <summary>What the checker made of a history.</summary>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Events">How many events.</param>
/// <param name="Samples">How many rows were compared with the fold of the log, answers to queries included.</param>
/// <param name="Findings">What is wrong, in the order in which it was found; of each invariant 20 at most.</param>
public sealed record CheckReport(int Lines, int Events, int Samples, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsClean => Findings.Count == 0;
}
