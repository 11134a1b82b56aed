using System;

namespace CqrsKit.Writing;

/// <summary>How an aggregate is stored. Both ways append every event to the log; switching is registration.</summary>
public sealed class AggregateOptions
{
    /// <summary>Whether the state is stored with each unit and read instead of replaying; false by default.</summary>
    public bool StoresState { get; private set; }

    /// <summary>After how many events a snapshot is stored; 100 by default, 0 for none. Snapshots are disposable.</summary>
    public int SnapshotEvery { get; private set; } = 100;

    /// <summary>Event-sourced (the default): the state is the fold of the stream's events, from the last snapshot on.</summary>
    public AggregateOptions StoreEvents(int snapshotEvery = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(snapshotEvery);
        StoresState = false;
        SnapshotEvery = snapshotEvery;
        return this;
    }

    /// <summary>State-stored: the state is a row, written in the unit that changes it.</summary>
    public AggregateOptions StoreState()
    {
        StoresState = true;
        return this;
    }
}
