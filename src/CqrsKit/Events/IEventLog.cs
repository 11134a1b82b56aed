using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// All events of a write store in commit order: the outbox of every command, and what projections and subscriptions follow.
/// </summary>
public interface IEventLog
{
    /// <summary>Pulsed after each commit that this process makes or notices; never the source of truth.</summary>
    LogSignal Signal { get; }

    /// <summary>The end of the log; it covers every unit acknowledged before the call, by any process.</summary>
    ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The next events after a position, in order: at least <paramref name="limit"/> where so many are there, and on to
    /// the end of the last one's unit. <see cref="LogPage.CompleteThrough"/> advances over what the filter leaves out.
    /// </summary>
    ValueTask<LogPage> ReadAsync(Position after, LogFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>The events of a stream after a version (0 for all), in order, at most <paramref name="limit"/>.</summary>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the log holds the mark's unit at the mark's position; the start is always held.</summary>
    ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken);

    /// <summary>
    /// Declares the log's tail lost: new events get an epoch above <paramref name="epoch"/>. Raises at most once per
    /// epoch, however many callers ask.
    /// </summary>
    /// <returns>The epoch now in force.</returns>
    ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken);

    /// <summary>
    /// Everything that is committed after a position, as of one moment; also what stands in the log behind a transaction that
    /// is still running, which may yet put something before it. For an answer, never for a checkpoint: the page is complete
    /// only through its <see cref="LogPage.CompleteThrough"/>.
    /// </summary>
    ValueTask<LogPage> ReadOpenAsync(Position after, LogFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(after, filter, int.MaxValue, cancellationToken);

    /// <summary>
    /// The running transaction behind which committed events stand, named so that somebody can end it; null where there is
    /// none, as always in a store with a single writer.
    /// </summary>
    ValueTask<string?> HeldBackByAsync(CancellationToken cancellationToken) => new((string?)null);
}
