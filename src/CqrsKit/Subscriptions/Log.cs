using System;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Subscriptions;

internal static partial class Log
{
    [LoggerMessage(
        EventId = 2301,
        Level = LogLevel.Warning,
        Message = "'{Subscription}' failed on event {EventId}, attempt {Attempt} of {Attempts}; it is tried again."
    )]
    internal static partial void DeliveryFailed(
        this ILogger logger,
        string subscription,
        Guid eventId,
        int attempt,
        int attempts,
        Exception error
    );

    [LoggerMessage(
        EventId = 2302,
        Level = LogLevel.Error,
        Message = "'{Subscription}' could not take event {EventId}; stream {Stream} is parked until it is replayed."
    )]
    internal static partial void StreamParked(
        this ILogger logger,
        string subscription,
        Guid eventId,
        StreamId stream,
        Exception error
    );

    [LoggerMessage(
        EventId = 2303,
        Level = LogLevel.Error,
        Message = "'{Subscription}' had seen events that the log has lost; it goes on at {Mark}, and repeats no effect."
    )]
    internal static partial void ResumedAtHead(this ILogger logger, string subscription, LogMark mark);
}
