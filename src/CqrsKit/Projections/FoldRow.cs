using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>A row while a <see cref="ViewFold"/> folds a batch into it; cleared, it serves for another key.</summary>
internal sealed class FoldRow
{
    private bool _isWritten;
    private int _length;

    // Most rows see one event of a batch.
    private (EventInfo Info, LogMark Mark)? _first;
    private List<(EventInfo Info, LogMark Mark)>? _others;

    public ViewKey Key { get; private set; }
    public long RowVersion { get; private set; }

    /// <summary>The payload as it is stored, or will be; null where there is none, or it is not known.</summary>
    public ReadOnlyMemory<byte>? Data { get; private set; }

    /// <summary>The events to park, in log order; null for none.</summary>
    public List<FoldParked>? Parked { get; private set; }
    public IReadOnlyList<IndexEntry> Entries { get; private set; } = [];
    public object? View { get; set; }
    public Position Position { get; set; }
    public Position StoredAt { get; set; }
    public bool IsParked { get; private set; }
    public bool IsChanged { get; set; }
    public bool IsReset { get; set; }

    /// <summary>Never before what was stored: a row that begins anew may end with an earlier event than it did.</summary>
    public Position WrittenAt =>
        !IsReset || _first is not { } first ? Position
        : _others is null ? first.Mark.Position
        : _others[^1].Mark.Position;

    public bool IsOpen { get; private set; }

    public void Begin(ViewKey key, StoredView? stored, bool isParked)
    {
        (Key, IsParked) = (key, isParked);
        if (stored is null)
            return;
        (RowVersion, StoredAt) = (stored.RowVersion, stored.Position);
        if (!stored.IsDeleted)
            (Data, _length) = (stored.Data, stored.Data.Length);
    }

    public void Begin(ViewKey key, FoldedRow known)
    {
        (Key, RowVersion, View, Entries, _length) = (key, known.RowVersion, known.View, known.Entries, known.Length);
        IsOpen = true;
    }

    public void Clear()
    {
        (Key, RowVersion, Data, View, Entries) = (default, 0, null, null, []);
        (Position, StoredAt, Parked, _first, _others) = (default, default, null, null, null);
        (IsParked, IsChanged, IsReset, IsOpen, _isWritten, _length) = (false, false, false, false, false, 0);
    }

    public void Open(Projection projection, IPayloadCodec codec)
    {
        if (IsOpen)
            return;
        if (Data is { } stored)
        {
            View = codec.Decode(stored.Span, projection.ViewType);
            Entries = projection.EntriesOf(View);
        }

        IsOpen = true;
    }

    /// <summary>Notes an event that touches the row.</summary>
    public void See(EventInfo info, LogMark mark)
    {
        if (_first is null)
            _first = (info, mark);
        else
            (_others ??= []).Add((info, mark));
    }

    public void Park(FoldParked parked)
    {
        IsParked = true;
        (Parked ??= []).Add(parked);
    }

    /// <summary>Parks all that touched the row, behind the first.</summary>
    public void ParkAll(Exception error)
    {
        Parked = null;
        if (_first is not { } first)
        {
            IsParked = true;
            return;
        }

        Park(new FoldParked(Key, first.Info, first.Mark, error));
        foreach (var (info, mark) in _others ?? [])
            Park(new FoldParked(Key, info, mark, null));
    }

    public void Written(IReadOnlyList<IndexEntry> entries, ReadOnlyMemory<byte>? written)
    {
        (Entries, Data, _length) = (entries, written, written?.Length ?? 0);
        _isWritten = true;
    }

    /// <summary>Says how the row is stored once the batch is.</summary>
    public FoldedRow Settle(FoldedRow into)
    {
        (into.View, into.Entries, into.Length) = (View, Entries, _length);
        into.RowVersion = View is null ? 0 : RowVersion + (_isWritten ? 1 : 0);
        return into;
    }
}
