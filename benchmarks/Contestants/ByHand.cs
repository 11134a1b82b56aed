using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>The same without a dispatcher: handlers called directly, and wrapped by decorators that are written for each message.</summary>
public sealed class ByHand
{
    private readonly Gate _gate = new();

    #region each
    private readonly Command__ _command__ = new(__);
    private readonly SuspendingCommand__ _suspending__ = new(__);
    private readonly Query__ _query__ = new(__);
    private readonly StreamQuery__ _stream__ = new(100);
    private readonly Happened__ _happened__ = new(__);
    private readonly CommandHandler__ _handler__ = new();
    private readonly QueryHandler__ _queryHandler__ = new();
    private readonly StreamQueryHandler__ _streamHandler__ = new();
    private readonly HappenedFirst__ _happenedFirst__ = new();
    private readonly HappenedSecond__ _happenedSecond__ = new();
    private readonly HappenedThird__ _happenedThird__ = new();
    private readonly SyncFirstByHand__ _sync__ = new(new(new(new())));
    private readonly AsyncFirstByHand__ _async__ = new(new(new(new())));
    private readonly SuspendingFirstByHand__ _suspended__;
    private readonly PooledFirstByHand__ _pooled__;
    #endregion

    public ByHand()
    {
        #region each
        _suspended__ = new(new(new(new(_gate))));
        _pooled__ = new(new(new(new(_gate))));
        #endregion
    }

    public int Commands()
    {
        var sum = 0;
        #region fours
        sum += Commands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Commands__()
    {
        var sum = 0;
        #region each
        sum += _handler__.HandleAsync(_command__, CancellationToken.None).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int Queries()
    {
        var sum = 0;
        #region fours
        sum += Queries__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Queries__()
    {
        var sum = 0;
        #region each
        sum += _queryHandler__.HandleAsync(_query__, CancellationToken.None).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int SyncBehaviors()
    {
        var sum = 0;
        #region fours
        sum += SyncBehaviors__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SyncBehaviors__()
    {
        var sum = 0;
        #region each
        sum += _sync__.HandleAsync(_command__, CancellationToken.None).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int AsyncBehaviors()
    {
        var sum = 0;
        #region fours
        sum += AsyncBehaviors__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int AsyncBehaviors__()
    {
        var sum = 0;
        #region each
        sum += _async__.HandleAsync(_command__, CancellationToken.None).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int SuspendingCommands()
    {
        var sum = 0;
        #region fours
        sum += SuspendingCommands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SuspendingCommands__()
    {
        var sum = 0;
        ValueTask<int> task;
        #region each
        task = _suspended__.HandleAsync(_suspending__, CancellationToken.None);
        _gate.Open();
        sum += task.GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int PooledCommands()
    {
        var sum = 0;
        #region fours
        sum += PooledCommands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int PooledCommands__()
    {
        var sum = 0;
        ValueTask<int> task;
        #region each
        task = _pooled__.HandleAsync(_suspending__, CancellationToken.None);
        _gate.Open();
        sum += task.GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public void Events()
    {
        #region fours
        Events__();
        #endregion
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Events__()
    {
        #region each
        _happenedFirst__.HandleAsync(_happened__, CancellationToken.None).GetAwaiter().GetResult();
        _happenedSecond__.HandleAsync(_happened__, CancellationToken.None).GetAwaiter().GetResult();
        _happenedThird__.HandleAsync(_happened__, CancellationToken.None).GetAwaiter().GetResult();
        #endregion
    }
    #endregion

    public async Task<int> StreamsAsync()
    {
        var sum = 0;
        #region each
        sum += await Stream__Async().ConfigureAwait(false);
        #endregion
        return sum;
    }

    #region each
    private async ValueTask<int> Stream__Async()
    {
        var sum = 0;
        await foreach (
            var item in _streamHandler__.HandleAsync(_stream__, CancellationToken.None).ConfigureAwait(false)
        )
            sum += item;
        return sum;
    }
    #endregion
}
