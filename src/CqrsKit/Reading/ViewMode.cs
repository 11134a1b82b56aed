namespace CqrsKit.Reading;

/// <summary>How a stored generation of a view is kept up to date.</summary>
public enum ViewMode
{
    /// <summary>Written in the command's own transaction; never stale.</summary>
    Inline,

    /// <summary>Written by the runner after the commit.</summary>
    Async,
}
