using System.Collections.Generic;

namespace CqrsKit.Writing;

/// <summary>The outcome of one unit.</summary>
public sealed record UnitOutcome
{
    /// <summary>How it ended.</summary>
    public required UnitResult Result { get; init; }

    /// <summary>
    /// Committed: the unit's last event, or the log's last one before it where the unit has no events.
    /// </summary>
    public LogMark Mark { get; init; }

    /// <summary>Committed: the log's identity.</summary>
    public System.Guid LogId { get; init; }

    /// <summary>Committed: the streams that the unit appended to, at their versions after it.</summary>
    public IReadOnlyList<StreamVersion> Versions { get; init; } = [];

    /// <summary>Conflict: the guard that did not hold.</summary>
    public UnitGuard? Guard { get; init; }

    /// <summary>Conflict: the version at which the guarded stream was found.</summary>
    public long ActualVersion { get; init; }

    /// <summary>A refusal without further facts.</summary>
    public static UnitOutcome Refused(UnitResult result) => new() { Result = result };

    /// <summary>A conflict, with the guard and what was found.</summary>
    public static UnitOutcome Conflict(UnitGuard guard, long actualVersion) =>
        new()
        {
            Result = UnitResult.Conflict,
            Guard = guard,
            ActualVersion = actualVersion,
        };
}
