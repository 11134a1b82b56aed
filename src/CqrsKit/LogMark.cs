using System;

namespace CqrsKit;

/// <summary>
/// A position together with the unit that the log holds there. A log that holds another unit at that position, or none,
/// has lost its tail since the mark was taken (a restore, a promoted standby, an older file put back).
/// </summary>
/// <param name="Position">The position of the last event that the mark covers.</param>
/// <param name="UnitId">The unit of that event; <see cref="Guid.Empty"/> at the start of a log.</param>
public readonly record struct LogMark(Position Position, Guid UnitId)
{
    /// <summary>Before every event; every log holds it.</summary>
    public static LogMark Start => default;

    /// <inheritdoc/>
    public override string ToString() => $"{Position}@{UnitId:N}";
}
