namespace CqrsKit.Reading;

/// <summary>One generation of one view.</summary>
/// <param name="View">The view's stable name.</param>
/// <param name="Number">The generation, from 1; never reused within a view.</param>
public readonly record struct GenerationId(string View, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => $"{View}#{Number}";
}
