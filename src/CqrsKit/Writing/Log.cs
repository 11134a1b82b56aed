using System;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Writing;

internal static partial class Log
{
    [LoggerMessage(
        200,
        LogLevel.Warning,
        "The stored state of stream {Stream} at version {Version} cannot be read; its events are replayed."
    )]
    public static partial void StateUnreadable(ILogger logger, Exception error, StreamId stream, long version);

    [LoggerMessage(
        201,
        LogLevel.Warning,
        "A group of {Count} units could not be committed as a whole; each is committed by itself."
    )]
    public static partial void GroupFailed(ILogger logger, Exception error, int count);

    [LoggerMessage(202, LogLevel.Warning, "The commit of unit {UnitId} has an unknown result; it is being settled.")]
    public static partial void CommitUnknown(ILogger logger, Exception error, Guid unitId);

    [LoggerMessage(203, LogLevel.Information, "The commit of unit {UnitId} is settled: {Result}.")]
    public static partial void CommitSettled(ILogger logger, Guid unitId, UnitResult result);
}
