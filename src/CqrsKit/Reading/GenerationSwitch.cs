using System.Collections.Generic;

namespace CqrsKit.Reading;

/// <summary>A switch from one generation of a view to another.</summary>
/// <param name="From">The active generation as the caller knows it; null where there is none.</param>
/// <param name="To">The generation to make active.</param>
/// <param name="Expected">The checkpoints of <paramref name="To"/> as the caller knows them, by partition.</param>
public sealed record GenerationSwitch(GenerationId? From, GenerationId To, IReadOnlyList<LogMark> Expected);
