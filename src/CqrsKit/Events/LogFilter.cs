using System.Collections.Generic;

namespace CqrsKit.Events;

/// <summary>Which events a reader of the log wants; what is filtered out still counts towards completeness.</summary>
/// <param name="EventNames">The stable names wanted, or null for all.</param>
public sealed record LogFilter(IReadOnlyCollection<string>? EventNames)
{
    /// <summary>
    /// Whether the reader wants what is known of an event beside its payload. Where it does not, a log may leave out all but
    /// position, unit, stream, name, schema version and codec.
    /// </summary>
    public bool WithContext { get; init; } = true;

    /// <summary>Every event.</summary>
    public static LogFilter All { get; } = new((IReadOnlyCollection<string>?)null);
}
