using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>A row that a fold of the log makes otherwise than it is stored.</summary>
/// <param name="Key">The row's key.</param>
/// <param name="Stored">The payload as stored, shortened; null where there is no row.</param>
/// <param name="Folded">The payload as folded anew, shortened; null where there is no row.</param>
public sealed record ViewDifference(ViewKey Key, string? Stored, string? Folded);
