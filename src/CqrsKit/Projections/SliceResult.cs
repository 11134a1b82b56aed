using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>What the fold of a slice comes to.</summary>
/// <param name="Rows">The rows, in the order of their keys.</param>
/// <param name="Parked">The parked events, by partition, in log order.</param>
/// <param name="Unstorable">Keys whose view cannot be stored as it is now; without them, the result is not whole.</param>
internal sealed record SliceResult(
    IReadOnlyList<ViewWrite> Rows,
    IReadOnlyList<IReadOnlyList<ParkedEvent>> Parked,
    IReadOnlyList<ViewKey> Unstorable
);
