namespace CqrsKit.Reading;

/// <summary>Which stretch of an index to list.</summary>
public sealed record ListOptions
{
    /// <summary>Only the entries that begin with these parts; null (the default) for the whole index.</summary>
    public IndexKey? Prefix { get; init; }

    /// <summary>Whether to begin at the highest entry; false by default.</summary>
    public bool Descending { get; init; }

    /// <summary>The cursor of the page before (<see cref="ViewPage{TView}.Next"/>); null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>The most views in the page, from 1 to 1,000; 50 by default.</summary>
    public int Limit { get; init; } = 50;
}
