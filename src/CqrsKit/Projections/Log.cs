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
}
