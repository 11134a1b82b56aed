using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>What a fold of a batch comes to.</summary>
internal sealed record FoldResult(IReadOnlyList<ViewWrite> Writes, IReadOnlyList<FoldParked> Parked);
