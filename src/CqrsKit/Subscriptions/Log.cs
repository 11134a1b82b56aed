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
        Message = "'{Subscription}' had seen events that the log has lost, and does not know a place before them that the log holds; it goes on at the end, {Mark}. Events that were appended after the loss and before now are not delivered to it."
    )]
    internal static partial void ResumedAtHead(this ILogger logger, string subscription, LogMark mark);

    [LoggerMessage(
        EventId = 2304,
        Level = LogLevel.Warning,
        Message = "'{Subscription}' had seen events that the log has lost; it goes on after {Mark}, the last place it knows that the log holds. What it had seen behind that and is not lost is delivered again, under the same effect ids."
    )]
    internal static partial void Resumed(this ILogger logger, string subscription, LogMark mark);

    [LoggerMessage(
        EventId = 2305,
        Level = LogLevel.Error,
        Message = "'{Subscription}' followed another log before; of log {LogId} it has seen nothing, and begins at its start. {Parked} parked events of the other log are forgotten."
    )]
    internal static partial void BegunInOtherLog(this ILogger logger, string subscription, Guid logId, int parked);
}
