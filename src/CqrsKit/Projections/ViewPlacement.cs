namespace CqrsKit.Projections;

/// <summary>The rung of the ladder on which a view stands.</summary>
public enum ViewPlacement
{
    /// <summary>Not stored: folded from the log when asked, never stale.</summary>
    Shared,

    /// <summary>Stored in the command's own transaction, never stale.</summary>
    Inline,

    /// <summary>Stored by the runner, after the commit.</summary>
    Async,
}
