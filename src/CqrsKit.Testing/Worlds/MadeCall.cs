using System.Collections.Generic;

namespace CqrsKit.Testing.Worlds;

/// <summary>A call of a store that was made in a run: a point at which something may go wrong.</summary>
/// <param name="Node">The node that made it.</param>
/// <param name="Call">Its kind.</param>
/// <param name="Running">How many commands and queries the node was at.</param>
internal sealed record MadeCall(int Node, PortCall Call, int Running)
{
    /// <summary>Every way in which it can go wrong.</summary>
    /// <param name="mayArriveLate">Whether the store can be made to commit after its answer was lost.</param>
    public IEnumerable<ChosenFault> Faults(bool mayArriveLate)
    {
        yield return new(FaultKind.CrashBefore);
        yield return new(FaultKind.CrashAfter);
        yield return new(FaultKind.FailBefore, 1);
        if (Call.HasEffect)
            yield return new(FaultKind.LoseAnswer);
        if (Call.IsCommit)
        {
            // Nothing was done, and the caller cannot know; or it is done, and later.
            yield return new(FaultKind.FailBefore, 0);
            if (mayArriveLate)
                yield return new(FaultKind.CommitLate);
        }

        for (var which = 0; which < Running; which++)
        {
            yield return new(FaultKind.CancelBefore, which);
            yield return new(FaultKind.CancelAfter, which);
        }
    }
}

/// <summary>One way in which a call goes wrong.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Which">Which command or query is cancelled; whether a commit that failed is known to have (1) or not (0).</param>
internal readonly record struct ChosenFault(FaultKind Kind, int Which = 0);
