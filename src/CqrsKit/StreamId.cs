namespace CqrsKit;

/// <summary>The identity of a stream of events. All three parts compare by ordinal bytes.</summary>
/// <param name="Tenant">The tenant that owns the stream; the empty string where there is only one.</param>
/// <param name="Category">The kind of thing, such as <c>order</c>.</param>
/// <param name="Key">The thing, such as <c>10248</c>.</param>
public readonly record struct StreamId(string Tenant, string Category, string Key)
{
    /// <inheritdoc/>
    public override string ToString() => Tenant.Length == 0 ? $"{Category}/{Key}" : $"{Tenant}:{Category}/{Key}";
}
