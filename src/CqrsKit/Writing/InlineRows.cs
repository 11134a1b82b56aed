using System.Collections.Generic;

namespace CqrsKit.Writing;

/// <summary>The inline views in force and some of their rows, as of one moment.</summary>
/// <param name="InForce">All inline views in force, sorted by name (ordinal).</param>
/// <param name="Rows">The rows that exist, or are parked, under the keys asked for.</param>
public sealed record InlineRows(IReadOnlyList<InlineView> InForce, IReadOnlyList<InlineRow> Rows);
