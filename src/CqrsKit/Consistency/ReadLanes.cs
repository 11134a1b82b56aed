using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Consistency;

/// <summary>The open lanes of a scope, one a store, each until its last user has gone.</summary>
internal sealed class ReadLanes(Waiting waiting)
{
    private readonly Lock _lock = new();
    private readonly List<ReadLane> _open = [];

    /// <summary>The lane to a store; whoever takes it must release it.</summary>
    public ReadLane Acquire(IViewStore store)
    {
        lock (_lock)
        {
            var lane = _open.Find(open => ReferenceEquals(open.Store, store));
            if (lane is null)
                _open.Add(lane = new ReadLane(store, waiting));
            lane.Users++;
            return lane;
        }
    }

    public async ValueTask ReleaseAsync(ReadLane lane)
    {
        lock (_lock)
        {
            if (--lane.Users > 0)
                return;
            _open.Remove(lane);
        }

        await lane.CloseAsync().ConfigureAwait(false);
    }
}
