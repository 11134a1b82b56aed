using System;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Events;

internal static partial class Log
{
    [LoggerMessage(
        EventId = 1201,
        Level = LogLevel.Error,
        Message = "'{Follower}' failed after {Mark} and begins again in {Delay}."
    )]
    internal static partial void FollowerFailed(
        this ILogger logger,
        string follower,
        LogMark mark,
        TimeSpan delay,
        Exception error
    );

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information, Message = "'{Follower}' follows the log from {Mark}.")]
    internal static partial void Following(this ILogger logger, string follower, LogMark mark);

    [LoggerMessage(
        EventId = 1203,
        Level = LogLevel.Information,
        Message = "'{Follower}' is followed by another process from now on; this one stands by."
    )]
    internal static partial void StandingBy(this ILogger logger, string follower);

    [LoggerMessage(
        EventId = 1204,
        Level = LogLevel.Warning,
        Message = "'{Follower}' has stood still at {Mark}, though the log goes on to {Head}; this process takes over."
    )]
    internal static partial void TakingOver(this ILogger logger, string follower, LogMark mark, LogMark head);

    [LoggerMessage(
        EventId = 1205,
        Level = LogLevel.Error,
        Message = "The log has lost its tail: '{Follower}' had seen {Mark}, which the log no longer holds; it ends at {Head}. New events are of epoch {Epoch}."
    )]
    internal static partial void TailLost(this ILogger logger, string follower, LogMark mark, LogMark head, uint epoch);

    [LoggerMessage(
        EventId = 1206,
        Level = LogLevel.Error,
        Message = "'{Follower}' followed the log {LogId} so far; this application's log is {ActualLogId}."
    )]
    internal static partial void OtherLog(this ILogger logger, string follower, Guid logId, Guid actualLogId);

    [LoggerMessage(
        EventId = 1207,
        Level = LogLevel.Information,
        Message = "This process has taken {Count} leases: {Leases}."
    )]
    internal static partial void LeasesTaken(this ILogger logger, int count, string leases);

    [LoggerMessage(
        EventId = 1208,
        Level = LogLevel.Warning,
        Message = "The leases could not be renewed; they run out in {Rest}, and then other processes may follow."
    )]
    internal static partial void LeasesUnknown(this ILogger logger, TimeSpan rest, Exception error);

    [LoggerMessage(
        EventId = 1209,
        Level = LogLevel.Warning,
        Message = "The leases could not be given back; other processes follow when they have run out, within {Duration}."
    )]
    internal static partial void LeasesLeft(this ILogger logger, TimeSpan duration, Exception error);
}
