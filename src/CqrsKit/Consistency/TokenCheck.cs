using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Consistency;

/// <summary>
/// Finds what a token demands of the application's log. Tokens come from outside: they are checked against the log, and
/// change nothing (an epoch is never raised because of a token).
/// </summary>
internal static class TokenCheck
{
    /// <summary>The token's mark in the log; null where it demands nothing.</summary>
    /// <exception cref="TokenException">No wait can satisfy the token.</exception>
    public static async ValueTask<LogMark?> MarkAsync(
        ConsistencyToken token,
        IEventLog log,
        LogHead head,
        CancellationToken cancellationToken
    )
    {
        if (token.IsNone)
            return null;
        if (!token.TryGetMark(head.LogId, out var mark))
            throw new TokenException(
                TokenProblem.OtherLog,
                $"The consistency token is of another log than this application's ({head.LogId}). Read without it, or send it to the application that gave it."
            );
        if (mark.Position.Epoch < head.Epoch)
            throw Expired(mark, $"it is of epoch {mark.Position.Epoch}, and the log is in epoch {head.Epoch}");
        if (mark.Position > head.Mark.Position)
            throw new TokenException(
                TokenProblem.BeyondHead,
                $"The consistency token names {mark}, and the log ends at {head.Mark}. Read without it, or with one that a command of this log returned."
            );
#if !TRAP_06
        if (mark != head.Mark && !await log.HoldsAsync(mark, cancellationToken).ConfigureAwait(false))
            throw Expired(mark, "the log does not hold that unit there");
#endif
        return mark;
    }

    private static TokenException Expired(LogMark mark, string why) =>
        new(
            TokenProblem.Expired,
            $"The consistency token names {mark}, which has expired: {why}. What it waited for may be lost; read without it and look."
        );
}
