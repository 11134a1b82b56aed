using System;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>What a suspending handler waits for, until the benchmark opens it: no thread pool, and nothing allocated.</summary>
public sealed class Gate : IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _core;

    /// <summary>Closes the gate, and waits for it.</summary>
    public ValueTask<int> WaitAsync()
    {
        _core.Reset();
        return new ValueTask<int>(this, _core.Version);
    }

    /// <summary>Runs who waits, on the caller's thread.</summary>
    public void Open() => _core.SetResult(0);

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _core.OnCompleted(continuation, state, token, flags);
}
