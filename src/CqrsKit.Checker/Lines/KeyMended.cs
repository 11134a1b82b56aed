using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>
/// From now on the view can take what it could not, as after a mend of its code: once the key is taken again, it is a hole no
/// more, and must not become one because of the same events.
/// </summary>
/// <param name="At">When.</param>
/// <param name="View">The view.</param>
/// <param name="Tenant">The row's tenant.</param>
/// <param name="Key">The row's key.</param>
/// <param name="Values">What the row is after each event of its own so far, from the one on that could not be taken.</param>
public sealed record KeyMended(long At, string View, string Tenant, string Key, IReadOnlyList<MendedLine> Values)
    : HistoryLine(At);
