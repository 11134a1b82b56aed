using System;
using System.Collections.Generic;
using System.Threading;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Consistency;

/// <summary>What one running query demands, and what its views were found to have seen. Safe to use at once.</summary>
/// <param name="contract">What is demanded.</param>
/// <param name="head">The end of the log as of before the first read; null where nobody asked for it.</param>
/// <param name="target">What every view must have seen; null where nothing is demanded.</param>
internal sealed class Demand(Contract contract, LogHead? head, LogMark? target)
{
    private readonly Lock _lock = new();
    private readonly List<KeyValuePair<ViewSource, ViewStatus?>> _views = [];
    private List<ReadLane> _lanes = [];
    private LogMark? _seen;
    private TimeSpan _waited;
    private bool _isDegraded;
    private bool _isEnded;

    public Contract Contract => contract;

    public LogHead? Head => head;

    public LogMark? Target => target;

    /// <summary>Whether anything at all is demanded.</summary>
    public bool IsStrict => contract.Kind != ContractKind.Eventual;

    /// <summary>How long the query has waited for its views.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock)
                return _waited;
        }
        set
        {
            lock (_lock)
                _waited = value;
        }
    }

    /// <summary>What the answer was worth, so far.</summary>
    public QueryReceipt Receipt()
    {
        lock (_lock)
            return new QueryReceipt
            {
                Seen =
                    head is { } end && _seen is { } seen ? ConsistencyToken.At(end.LogId, seen) : ConsistencyToken.None,
                Met = !_isDegraded,
                Waited = _waited,
            };
    }

    /// <summary>Whether the view was looked at, and how it was then.</summary>
    public bool TryGet(ViewSource view, out ViewStatus? status)
    {
        lock (_lock)
        {
            var index = _views.FindIndex(known => ReferenceEquals(known.Key, view));
            status = index < 0 ? null : _views[index].Value;
            return index >= 0;
        }
    }

    /// <summary>Notes what a view had seen before it is read.</summary>
    public void Note(ViewSource view, ViewStatus? status, LogMark mark)
    {
        lock (_lock)
        {
            _views.RemoveAll(known => ReferenceEquals(known.Key, view));
            _views.Add(new(view, status));
#if !TRAP_10
            if (_seen is not { } seen || mark.Position < seen.Position)
#else
            if (_seen is not { } seen || mark.Position > seen.Position)
#endif
                _seen = mark;
        }
    }

    /// <summary>
    /// Notes a view that holds whatever is committed. It is not said to have seen more than what was complete before: of
    /// what lay behind that, some was still on its way.
    /// </summary>
    public void NoteCurrent(ViewSource view, ViewStatus? status) =>
        Note(view, status, head?.CompleteThrough ?? LogMark.Start);

    /// <summary>The view must be looked at again.</summary>
    public void Forget(ViewSource view)
    {
        lock (_lock)
            _views.RemoveAll(known => ReferenceEquals(known.Key, view));
    }

    /// <summary>A hole was touched, or data that the log does not account for.</summary>
    public void Degrade()
    {
        lock (_lock)
            _isDegraded = true;
    }

    /// <summary>Keeps a lane open until the end; false where it is kept already, or the query has ended.</summary>
    public bool Keep(ReadLane lane)
    {
        lock (_lock)
        {
            if (_isEnded || _lanes.Contains(lane))
                return false;
            _lanes.Add(lane);
            return true;
        }
    }

    /// <summary>Ends the demand and gives back the lanes that it kept.</summary>
    public List<ReadLane> End()
    {
        lock (_lock)
        {
            var kept = _lanes;
            _lanes = [];
            _isEnded = true;
            return kept;
        }
    }
}
