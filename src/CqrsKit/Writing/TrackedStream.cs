using System.Collections.Generic;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>One loaded stream of a running unit.</summary>
internal abstract class TrackedStream(
    UnitDraft draft,
    StreamId stream,
    long version,
    AggregateRegistration registration
)
{
    private long _appended;

    public StreamId Stream => stream;

    protected abstract object? State { get; }

    /// <summary>The state to store with the unit; null for none.</summary>
    public StateWrite? StateToStore(IPayloadCodec codec)
    {
        if (_appended == 0 || !IsDue() || State is not { } state)
            return null;
        var aggregate = registration.Aggregate;
        return new StateWrite(stream, aggregate.Version, codec.Name, codec.Encode(state, aggregate.StateType));
    }

    protected void Append(IEvent @event, IReadOnlyList<string>? tags)
    {
        draft.Append(stream, version, @event, tags);
        _appended++;
    }

    protected void Guard(long expected) => draft.Guard(stream, expected);

    private bool IsDue()
    {
        var every = registration.Options.SnapshotEvery;
        return registration.Options.StoresState || (every > 0 && version / every != (version + _appended) / every);
    }
}
