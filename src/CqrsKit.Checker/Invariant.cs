namespace CqrsKit.Checker;

/// <summary>What must hold of every history.</summary>
public enum Invariant
{
    /// <summary>The history itself can be read, and its times don't go back.</summary>
    Format,

    /// <summary>What was acknowledged is in the log, where and as the answer says.</summary>
    Acknowledged,

    /// <summary>What is in the log was invoked, and was not refused.</summary>
    Invoked,

    /// <summary>An operation, an idempotency key, and an event in a subscription have one effect at most.</summary>
    Once,

    /// <summary>All answers under one idempotency key are the same.</summary>
    Answers,

    /// <summary>The versions of a stream have no gaps, and rise with the log.</summary>
    Versions,

    /// <summary>A unit was committed at the versions that it, or its client, expected.</summary>
    Expected,

    /// <summary>Nothing appears at or below a place through which the log was handed out as complete, and nothing was left out.</summary>
    Complete,

    /// <summary>A row is the fold of the log at the checkpoint that it claims.</summary>
    Fold,

    /// <summary>An answer holds all that its contract demands and its receipt claims.</summary>
    Writes,

    /// <summary>The reads of a session don't go back.</summary>
    Monotonic,

    /// <summary>An answer is not more stale than its receipt says.</summary>
    Staleness,

    /// <summary>Whoever touches a hole is told.</summary>
    Holes,

    /// <summary>Fences rise, and a writer with a lower one is refused.</summary>
    Fences,

    /// <summary>A key is parked because of its own events alone.</summary>
    Poison,

    /// <summary>A generation is read only once it has been filled and switched to.</summary>
    Rebuild,

    /// <summary>No tenant sees or touches what is another's.</summary>
    Tenants,
}
