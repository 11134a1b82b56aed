using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Sqlite.Files;

namespace CqrsKit.Sqlite.Units;

/// <summary>The log in a SQLite file.</summary>
internal sealed class SqliteLog(SqliteFile file, Waiting waiting) : IEventLog
{
    private readonly Lock _lock = new();
    private Position _published;
    private long _version = -1;
    private Tail _tail;

    public LogSignal Signal { get; } = new(waiting);

    public ValueTask<LogHead> HeadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var tail = file.Watch(ReadTail);
        Publish(tail.Last.Position);
        return new(new LogHead(file.LogId, tail.Epoch, tail.Last));
    }

    public ValueTask<LogPage> ReadAsync(
        Position after,
        LogFilter filter,
        int limit,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        using var snapshot = lease.Reader.Begin();
        return new(lease.Reader.Log.Page(after, filter, limit));
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamId stream,
        long afterVersion,
        int limit,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Log.Stream(stream, afterVersion, limit));
    }

    public ValueTask<bool> HoldsAsync(LogMark mark, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        return new(mark.Position == Position.Start || lease.Reader.Log.UnitAt(mark.Position) == mark.UnitId);
    }

    public ValueTask<uint> RaiseEpochAsync(uint epoch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(epoch, static (writer, epoch) => writer.Units.RaiseEpoch(epoch));
    }

    /// <summary>The end of the log, read again only if any connection of any process has committed since.</summary>
    private Tail ReadTail(Reader reader)
    {
        var version = reader.Log.DataVersion(); // before the tail: a commit in between is then seen next time
        if (version != _version)
        {
            _tail = reader.Log.Tail();
            _version = version;
        }

        return _tail;
    }

    /// <summary>Says that the log reaches a position; after the commit, outside every lock.</summary>
    public void Publish(Position position)
    {
        lock (_lock)
        {
            if (position <= _published)
                return;
            _published = position;
        }

        Signal.Pulse();
    }
}
