using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// Pages of a log that several loops of this process want: those of one view's partitions, which read the same events and
/// keep those of their own keys. A page is read once, and kept while others are likely to come to the same place.
/// </summary>
internal sealed class SharedPages(IEventLog log, RunnerOptions options, Waiting waiting)
{
    private const int Capacity = 16;

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _entries = new();
    private readonly Recent<LogHead> _head = new(log.HeadAsync, options.PollInterval / 2, waiting);

    /// <summary>About where the log ends, for those who only watch.</summary>
    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken) => _head.GetAsync(cancellationToken);

    /// <summary>The page after a position, read by whoever comes first.</summary>
    /// <param name="seen">The count of the log's signal, as the caller saw it before.</param>
    /// <param name="after">The position to read after.</param>
    /// <param name="filter">The filter; pages are shared among those who have the same one in hand.</param>
    /// <param name="limit">As of the log.</param>
    /// <param name="cancellationToken">Ends the wait and the reading.</param>
    public async ValueTask<LogPage> ReadAsync(
        long seen,
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var entry = EntryOf(after, filter);
        var reads = Volatile.Read(ref entry.Reads);
        using var turn = await entry.Turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        // The end of the log moves: a page that reaches it serves only those who waited while it was read.
        if (entry.Page is { } page && (!page.AtEnd || (entry.Reads != reads && entry.Seen == seen)))
            return page;
        page = await log.ReadAsync(after, filter, limit, cancellationToken).ConfigureAwait(false);
        (entry.Page, entry.Seen) = (page, seen);
        Volatile.Write(ref entry.Reads, entry.Reads + 1);
        return page;
    }

    private Entry EntryOf(Position after, LogFilter filter)
    {
        lock (_lock)
        {
            for (var node = _entries.First; node is not null; node = node.Next)
            {
                if (node.Value.After == after && ReferenceEquals(node.Value.Filter, filter))
                    return node.Value;
            }

            if (_entries.Count == Capacity)
                _entries.RemoveFirst();
            return _entries.AddLast(new Entry(after, filter, new Turns(waiting))).Value;
        }
    }

    private sealed class Entry(Position after, LogFilter filter, Turns turns)
    {
        public int Reads;

        public Position After => after;
        public LogFilter Filter => filter;
        public Turns Turns => turns;
        public LogPage? Page { get; set; }
        public long Seen { get; set; }
    }
}
