using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;
using CqrsKit.Reading;

namespace CqrsKit.Tests.Leases;

/// <summary>What stands between a process and its stores: open, broken, or held, as a process is that was stopped.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _waiters = [];
    private bool _isHeld;

    /// <summary>How many applies were refused by a fence.</summary>
    public int Fenced { get; private set; }

    /// <summary>How many applies were made.</summary>
    public int Applied { get; private set; }

    public bool IsBroken { get; set; }

    /// <summary>Which generations there seem to be.</summary>
    public Func<ViewGeneration, bool> Shows { get; set; } = _ => true;

    /// <summary>Told what is held, and what is refused.</summary>
    public Action<string> Say { get; set; } = _ => { };

    public void Hold() => _isHeld = true;

    public void GoOn()
    {
        TaskCompletionSource[] waiters;
        lock (_lock)
        {
            _isHeld = false;
            waiters = [.. _waiters];
            _waiters.Clear();
        }

        foreach (var waiter in waiters)
            waiter.SetResult();
    }

    public async ValueTask PassAsync()
    {
        if (IsBroken)
            throw new InvalidOperationException("the store cannot be reached");
        // One for each: of several who await the same task, all but one continue on the thread pool.
        var waiter = new TaskCompletionSource();
        lock (_lock)
        {
            if (!_isHeld)
                return;
            _waiters.Add(waiter);
        }

        Say("held");
        await waiter.Task;
    }

    public void Note(ApplyOutcome outcome)
    {
        lock (_lock)
        {
            Fenced += outcome == ApplyOutcome.Fenced ? 1 : 0;
            Applied += outcome == ApplyOutcome.Applied ? 1 : 0;
        }

        if (outcome == ApplyOutcome.Fenced)
            Say("refused");
    }
}

internal sealed class GatedLeases(ILeaseStore store, Gate gate) : ILeaseStore
{
    public async ValueTask<LeaseBoard> BeatAsync(
        Guid node,
        IReadOnlyList<string> groups,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        await gate.PassAsync();
        return await store.BeatAsync(node, groups, duration, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Lease>> TakeAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken c)
    {
        await gate.PassAsync();
        return await store.TakeAsync(node, leases, c);
    }

    public async ValueTask ReleaseAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken c)
    {
        await gate.PassAsync();
        await store.ReleaseAsync(node, leases, c);
    }

    public async ValueTask LeaveAsync(Guid node, CancellationToken c)
    {
        await gate.PassAsync();
        await store.LeaveAsync(node, c);
    }
}

internal sealed class GatedViews(IViewStore store, Gate gate) : IViewStore
{
    public ViewGuarantee Guarantee => store.Guarantee;

    public async ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch)
    {
        await gate.PassAsync();
        var outcome = await store.ApplyAsync(batch);
        gate.Note(outcome);
        return outcome;
    }

    public async ValueTask<long> RaiseFenceAsync(GenerationId generation, int partition, CancellationToken c)
    {
        await gate.PassAsync();
        return await store.RaiseFenceAsync(generation, partition, c);
    }

    public async ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view, CancellationToken c) =>
        [.. (await store.GenerationsAsync(view, c)).Where(gate.Shows)];

    public ValueTask<ViewGeneration> CreateGenerationAsync(NewGeneration generation, CancellationToken c) =>
        store.CreateGenerationAsync(generation, c);

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken c) => store.SwitchAsync(change, c);

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken c) =>
        store.RetireAsync(generation, c);

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken c) =>
        store.DropGenerationAsync(generation, c);

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(GenerationId generation, CancellationToken c) =>
        store.CheckpointsAsync(generation, c);

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken c
    ) => store.LoadAsync(generation, partition, fence, keys, c);

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken c
    ) => store.ScanAsync(generation, after, limit, c);

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken c
    ) => store.ParkedAsync(generation, partition, key, c);

    public ValueTask<IViewReader> OpenReaderAsync(CancellationToken c) => store.OpenReaderAsync(c);
}
