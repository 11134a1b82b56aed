namespace CqrsKit.Writing;

/// <summary>How a commit of one unit ended.</summary>
public enum UnitResult
{
    /// <summary>The unit is in the log, as durably as the store is.</summary>
    Committed,

    /// <summary>A guard did not hold. Nothing was written.</summary>
    Conflict,

    /// <summary>The idempotency key is taken by another unit. Nothing was written.</summary>
    KeyTaken,

    /// <summary>An inline row or the set of inline views has changed. Nothing was written; fold again.</summary>
    InlineMoved,

    /// <summary>The unit was claimed as aborted before. Nothing was written, and nothing ever will be.</summary>
    Aborted,
}
