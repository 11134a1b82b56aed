using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>What one run of a command has collected so far. Dropped with the run, so that no run sees another's.</summary>
internal sealed class UnitDraft(MessageContext context, EventRegistry registry, IdSource ids, TimeProvider time)
{
    private readonly List<PendingEvent> _pending = [];
    private readonly List<IEvent> _events = [];
    private Dictionary<StreamId, long>? _guards;
    private Dictionary<StreamId, TrackedStream>? _tracked;
    private List<TrackedStream>? _order;
    private HashSet<StreamId>? _untracked;
    private DateTimeOffset _recordedAt;
    private bool _isClosed;

    public Guid UnitId { get; private set; }

    /// <summary>The key of the command, where it has one.</summary>
    public KeyedCommand? Keyed { get; init; }

    /// <summary>The appended events as they are, in order, beside their bytes in the unit.</summary>
    public IReadOnlyList<IEvent> Events => _events;

    /// <summary>How many commands that joined the unit are still running.</summary>
    public int Joined { get; set; }

    /// <summary>A command that joined the unit, appended to it and failed; what it appended cannot be taken out again.</summary>
    public string? FailedJoin { get; set; }

    /// <summary>The handler's own transaction, and what the unit came to in it; null where it has none.</summary>
    public (DbTransaction Transaction, DbConnection Connection, UnitOutcome Outcome)? Written { get; set; }

    public bool IsEmpty => _events.Count == 0 && _guards is null;

    /// <summary>Grows with everything that is collected.</summary>
    public int Size => _events.Count + (_guards?.Count ?? 0);

    public TrackedStream? Find(StreamId stream) =>
        _tracked is not null && _tracked.TryGetValue(stream, out var tracked) ? tracked : null;

    public void Track(TrackedStream tracked)
    {
        (_tracked ??= []).Add(tracked.Stream, tracked);
        (_order ??= []).Add(tracked);
    }

    /// <summary>Appends past the loaded state of the stream, which then no longer is the fold of all its events.</summary>
    public void AppendUntracked(StreamId stream, long? version, IEvent @event, IReadOnlyList<string>? tags)
    {
        Append(stream, version, @event, tags);
        (_untracked ??= []).Add(stream);
    }

    public void Append(StreamId stream, long? version, IEvent @event, IReadOnlyList<string>? tags)
    {
        ArgumentNullException.ThrowIfNull(@event);
        ThrowIfClosed();
        var type = registry.TypeOf(@event);
        var data = registry.Write(@event);
        if (version is { } expected)
            Guard(stream, expected);
        Begin();
        var info = new EventInfo
        {
            Stream = stream,
            UnitId = UnitId,
            EventId = ids.NewId(),
            Name = type.Name,
            SchemaVersion = type.Version,
            Codec = registry.Codec.Name,
            RecordedAt = _recordedAt,
            CorrelationId = context.CorrelationId,
            CausationId = context.CausationId,
            User = context.User,
            Metadata = context.Metadata,
            Tags = tags ?? [],
        };
        _pending.Add(new PendingEvent(info, data));
        _events.Add(registry.Upcast(@event)); // as every later reader of the log will see it
    }

    public void Guard(StreamId stream, long version)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        ThrowIfClosed();
        _guards ??= [];
        if (!_guards.TryAdd(stream, version) && _guards[stream] != version)
            throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Stream {stream} is expected at version {_guards[stream]} and at version {version} by one unit of work. Name the version before the unit's own events each time, or null after the first."
                )
            );
    }

    /// <summary>The unit to commit.</summary>
    public WriteUnit Build(OutcomeWrite? outcome)
    {
        Begin();
        return new WriteUnit
        {
            UnitId = UnitId,
            RecordedAt = _recordedAt,
            Guards = SortedGuards(),
            Events = _pending,
            States = StatesToStore(),
            Outcome = outcome,
        };
    }

    /// <summary>The exception for a refusal of the unit.</summary>
    public ConcurrencyException ConflictOf(UnitOutcome outcome) =>
        Conflicts.Of(outcome, _pending.Count > 0 ? _pending[0].Info.Stream : default, attempts: 1);

    /// <summary>From here on, whoever still holds on to the unit cannot add to it.</summary>
    public void Close() => _isClosed = true;

    private void Begin()
    {
        if (UnitId != Guid.Empty)
            return;
        UnitId = ids.NewId();
        var now = time.GetUtcNow();
        _recordedAt = new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }

    private VersionGuard[] SortedGuards()
    {
        if (_guards is null)
            return [];
        var guards = new VersionGuard[_guards.Count];
        var i = 0;
        foreach (var (stream, version) in _guards)
            guards[i++] = new VersionGuard(stream, version);
        if (guards.Length > 1)
            Array.Sort(guards, static (left, right) => Compare(left.Stream, right.Stream));
        return guards;
    }

    private IReadOnlyList<StateWrite> StatesToStore()
    {
        IReadOnlyList<StateWrite> none = [];
        List<StateWrite>? states = null;
        foreach (var tracked in _order ?? [])
        {
            if (_untracked?.Contains(tracked.Stream) != true && tracked.StateToStore(registry.Codec) is { } state)
                (states ??= []).Add(state);
        }
        return states ?? none;
    }

    private static int Compare(StreamId left, StreamId right)
    {
        var order = Utf8Order.Compare(left.Tenant, right.Tenant);
        if (order == 0)
            order = Utf8Order.Compare(left.Category, right.Category);
        return order == 0 ? Utf8Order.Compare(left.Key, right.Key) : order;
    }

    private void ThrowIfClosed()
    {
        if (!_isClosed)
            return;
        throw new InvalidOperationException(
            Written is null
                ? "The unit of work is over: its command has returned. Append before the handler returns, and load again in the next command."
                : "The unit of work is already written in the handler's own transaction. Append everything before WriteInAsync."
        );
    }
}
