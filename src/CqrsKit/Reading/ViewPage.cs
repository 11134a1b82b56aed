using System.Collections.Generic;

namespace CqrsKit.Reading;

/// <summary>A page of views.</summary>
/// <param name="Items">The views, in the order asked for.</param>
/// <param name="Next">The cursor of the next page, or null at the end.</param>
public sealed record ViewPage<TView>(IReadOnlyList<TView> Items, string? Next);
