using System;
using CqrsKit.Reading;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Projections;

internal static partial class Log
{
    [LoggerMessage(
        EventId = 2201,
        Level = LogLevel.Warning,
        Message = "View '{View}' is shared and has folded {Events} events in memory to be read. Register it with Inline() or Async(), so that it is stored."
    )]
    internal static partial void SharedIsLarge(this ILogger logger, string view, long events);

    [LoggerMessage(
        EventId = 2202,
        Level = LogLevel.Error,
        Message = "View '{View}' could not take event {EventId} ('{EventName}') under key '{Key}'; the key is a hole until the fold is corrected."
    )]
    internal static partial void SharedParked(
        this ILogger logger,
        string view,
        ViewKey key,
        Guid eventId,
        string eventName,
        Exception error
    );

    [LoggerMessage(
        EventId = 2211,
        Level = LogLevel.Information,
        Message = "View '{View}': generation {Generation} is being filled; the log ends at {Head}."
    )]
    internal static partial void Building(this ILogger logger, string view, GenerationId generation, LogMark head);

    [LoggerMessage(
        EventId = 2212,
        Level = LogLevel.Information,
        Message = "View '{View}': switched from generation {From} to {To}, at {Mark}."
    )]
    internal static partial void Switched(this ILogger logger, string view, int from, int to, LogMark mark);

    [LoggerMessage(
        EventId = 2213,
        Level = LogLevel.Error,
        Message = "View '{View}': generation {Generation} has seen events that the log has lost; it is retired, and the view answers with nothing until it is rebuilt."
    )]
    internal static partial void RetiredAhead(this ILogger logger, string view, GenerationId generation);

    [LoggerMessage(
        EventId = 2214,
        Level = LogLevel.Error,
        Message = "View '{View}' could not take the event at {Mark}: {Error} Key '{Key}' is parked until it is replayed."
    )]
    internal static partial void Parked(this ILogger logger, string view, LogMark mark, ViewKey key, string error);

    [LoggerMessage(
        EventId = 2215,
        Level = LogLevel.Information,
        Message = "View '{View}' is being filled: {Events} events folded, {Slices} slices stored, {Share:P0} done, {Left} left."
    )]
    internal static partial void Filling(
        this ILogger logger,
        string view,
        long events,
        int slices,
        double share,
        TimeSpan? left
    );
}
