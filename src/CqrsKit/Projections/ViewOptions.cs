using System;

namespace CqrsKit.Projections;

/// <summary>How a view is registered. The rung is chosen here, and nowhere else.</summary>
public sealed class ViewOptions
{
    /// <summary>The rung; async unless chosen otherwise.</summary>
    public ViewPlacement Placement { get; private set; } = ViewPlacement.Async;

    /// <summary>Whether an inline fold that throws parks its key instead of failing the command; false by default.</summary>
    public bool ParksInline { get; private set; }

    /// <summary>From how many folded events on a shared view warns and names the next rung; 10,000 by default.</summary>
    public int SharedWarningAt { get; private set; } = 10_000;

    /// <summary>
    /// How many partitions an async view's keys are divided into, each followed on its own, by whichever process has it; 1
    /// unless set. Another count is another generation, as another version is.
    /// </summary>
    public int PartitionCount { get; private set; } = 1;

    /// <summary>The name of the view store it lands in; null for the application's one.</summary>
    public string? Store { get; private set; }

    /// <summary>Rung 1: not stored, folded from the log when asked, never stale.</summary>
    /// <param name="warnAt">From how many events on to warn that a stored view would serve better.</param>
    public ViewOptions Shared(int warnAt = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(warnAt, 1);
        Placement = ViewPlacement.Shared;
        SharedWarningAt = warnAt;
        return this;
    }

    /// <summary>Rung 2: stored in the command's transaction.</summary>
    /// <param name="park">Whether a fold that throws parks its key; otherwise it fails the command.</param>
    public ViewOptions Inline(bool park = false)
    {
        Placement = ViewPlacement.Inline;
        ParksInline = park;
        return this;
    }

    /// <summary>Rung 3: stored by the runner after the commit.</summary>
    public ViewOptions Async()
    {
        Placement = ViewPlacement.Async;
        return this;
    }

    /// <summary>
    /// Divides the view's keys into so many partitions, which several processes share and each process folds side by side.
    /// </summary>
    /// <param name="count">From 1 to 1,024. A few for each process that you will ever run: changing it rebuilds the view.</param>
    public ViewOptions Partitions(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1024);
        PartitionCount = count;
        return this;
    }

    /// <summary>Rung 4: in a view store of its own, registered under a name.</summary>
    public ViewOptions In(string store)
    {
        ArgumentException.ThrowIfNullOrEmpty(store);
        Store = store;
        return this;
    }
}
