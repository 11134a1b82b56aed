using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;

namespace CqrsKit.InMemory;

/// <summary>Leases in memory, for several applications in one process, as tests and simulations have them.</summary>
internal sealed class InMemoryLeaseStore(TimeProvider time) : ILeaseStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<Guid, Node> _nodes = [];
    private readonly Dictionary<Lease, Guid> _held = [];

    public ValueTask<LeaseBoard> BeatAsync(
        Guid node,
        IReadOnlyList<string> groups,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _nodes[node] = new Node([.. groups], time.GetTimestamp(), duration);
            var live = _nodes
                .Select(one => new LeaseNode(one.Key, one.Value.Groups, LeftOf(one.Value)))
                .Where(one => one.Left > TimeSpan.Zero);
            var held = _held.Where(one => IsLive(one.Value)).Select(one => new HeldLease(one.Key, one.Value));
            return new(new LeaseBoard([.. live], [.. held]));
        }
    }

    public ValueTask<IReadOnlyList<Lease>> TakeAsync(
        Guid node,
        IReadOnlyList<Lease> leases,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var taken = IsLive(node) ? leases.Where(lease => IsFree(lease, node)).ToArray() : [];
            foreach (var lease in taken)
                _held[lease] = node;
            return new(taken);
        }
    }

    public ValueTask ReleaseAsync(Guid node, IReadOnlyList<Lease> leases, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var lease in leases.Where(lease => _held.GetValueOrDefault(lease) == node))
                _held.Remove(lease);
        }

        return default;
    }

    public ValueTask LeaveAsync(Guid node, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var lease in _held.Where(one => one.Value == node).Select(one => one.Key).ToArray())
                _held.Remove(lease);
            _nodes.Remove(node);
        }

        return default;
    }

    private bool IsFree(Lease lease, Guid node) =>
        !_held.TryGetValue(lease, out var holder) || holder == node || !IsLive(holder);

    private bool IsLive(Guid node) => _nodes.TryGetValue(node, out var known) && LeftOf(known) > TimeSpan.Zero;

    private TimeSpan LeftOf(Node node) => node.Duration - time.GetElapsedTime(node.Beat);

    private sealed record Node(IReadOnlyList<string> Groups, long Beat, TimeSpan Duration);
}
