using System;

namespace CqrsKit.Reading;

/// <summary>How far the active generation of a view is, as a query sees it.</summary>
/// <param name="Generation">The active generation.</param>
/// <param name="LogId">The log that it follows.</param>
/// <param name="Mode">How it is kept up to date; an inline one is always complete.</param>
/// <param name="Mark">Its checkpoint; of several partitions the lowest one, through which all of them are complete.</param>
/// <param name="HasHoles">Whether any key of any tenant has parked events.</param>
public sealed record ViewStatus(GenerationId Generation, Guid LogId, ViewMode Mode, LogMark Mark, bool HasHoles);
