namespace Northwind;

/// <summary>Where the views stand.</summary>
public enum Rung
{
    /// <summary>Folded from the log when asked.</summary>
    Shared,

    /// <summary>Stored in each command's transaction.</summary>
    Inline,

    /// <summary>Stored by the runner, after the commit.</summary>
    Async,
}
