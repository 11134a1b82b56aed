using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Leases;

namespace CqrsKit.Events;

/// <summary>
/// One loop's right to follow, granted and revoked while it runs. Who revokes it waits until the loop has left before the
/// right goes to another process.
/// </summary>
internal sealed class Seat(Lease lease, LogSignal changed, LogSignal left) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _grant;
    private bool _isUsed;

    public Lease Lease => lease;

    /// <summary>How often it was granted or revoked.</summary>
    public long Changes => changed.Count;

    public bool IsGranted
    {
        get
        {
            lock (_lock)
                return _grant is not null;
        }
    }

    /// <summary>Whether the loop follows, or is still about to stop.</summary>
    public bool IsUsed
    {
        get
        {
            lock (_lock)
                return _isUsed;
        }
    }

    public void Grant()
    {
        lock (_lock)
        {
            if (_grant is not null)
                return;
            _grant = new CancellationTokenSource();
        }

        changed.Pulse();
    }

    public void Revoke()
    {
        CancellationTokenSource? grant;
        lock (_lock)
            (grant, _grant) = (_grant, null);
        if (grant is null)
            return;
        // Not disposed: the loop may be about to link itself to it, and there is no timer in it.
        grant.Cancel();
        changed.Pulse();
    }

    /// <summary>Begins to follow, where it is granted.</summary>
    public bool TryEnter(out CancellationToken revoked)
    {
        lock (_lock)
        {
            revoked = _grant?.Token ?? default;
            return _isUsed = _grant is not null;
        }
    }

    /// <summary>Says that the loop does not follow any longer.</summary>
    public void Leave()
    {
        bool isAwaited;
        lock (_lock)
        {
            _isUsed = false;
            isAwaited = _grant is null;
        }

        if (isAwaited)
            left.Pulse();
    }

    public void Dispose() => _grant?.Dispose();

    /// <summary>Waits until it is granted or revoked once more, or the time is over.</summary>
    public async ValueTask WaitAsync(long seen, TimeSpan timeout, CancellationToken cancellationToken) =>
        await changed.WaitAsync(seen, timeout, cancellationToken).ConfigureAwait(false);
}
