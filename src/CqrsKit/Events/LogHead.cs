using System;

namespace CqrsKit.Events;

/// <summary>The end of a log at one moment.</summary>
/// <param name="LogId">The log's identity, given when it was made.</param>
/// <param name="Epoch">The epoch that new events get; it may be later than the last event's.</param>
/// <param name="Mark">The last event of every unit acknowledged before; <see cref="LogMark.Start"/> for an empty log.</param>
public readonly record struct LogHead(Guid LogId, uint Epoch, LogMark Mark)
{
    private readonly LogMark? _completeThrough;

    /// <summary>
    /// Up to where everything was there that ever will be: <see cref="Mark"/>, unless units are committed side by side, and
    /// some below it were still on their way.
    /// </summary>
    public LogMark CompleteThrough
    {
        get => _completeThrough ?? Mark;
        init => _completeThrough = value;
    }
}
