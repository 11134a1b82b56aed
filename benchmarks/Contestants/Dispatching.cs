using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using CqrsKit.Benchmarks.Far;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>Sixteen sends at sixteen call sites, four of them in a method: what the runtime inlines into one method has a limit.</summary>
public sealed class Dispatching(IServiceProvider services)
{
    private readonly ICommandDispatcher _commands = services.GetRequiredService<ICommandDispatcher>();
    private readonly IQueryDispatcher _queries = services.GetRequiredService<IQueryDispatcher>();
    private readonly IEventDispatcher _events = services.GetRequiredService<IEventDispatcher>();
    private readonly Gate _gate = services.GetRequiredService<Gate>();
    private readonly ICommand<int>[] _unknown =
    [
        #region each
        new Command__(__),
        #endregion
    ];

    #region each
    private readonly Command__ _command__ = new(__);
    private readonly FarCommand__ _far__ = new(__);
    private readonly ScopedCommand__ _scoped__ = new(__);
    private readonly SuspendingCommand__ _suspending__ = new(__);
    private readonly Query__ _query__ = new(__);
    private readonly FarQuery__ _farQuery__ = new(__);
    private readonly StreamQuery__ _stream__ = new(100);
    private readonly Happened__ _happened__ = new(__);
    #endregion

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
        sum += _commands.SendAsync(_command__).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int UnknownCommands()
    {
        var sum = 0;
        foreach (var command in _unknown)
            sum += _commands.SendAsync(command).GetAwaiter().GetResult();
        return sum;
    }

    public int FarCommands()
    {
        var sum = 0;
        #region fours
        sum += FarCommands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FarCommands__()
    {
        var sum = 0;
        #region each
        sum += _commands.SendAsync(_far__).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int ScopedCommands()
    {
        var sum = 0;
        #region fours
        sum += ScopedCommands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ScopedCommands__()
    {
        var sum = 0;
        #region each
        sum += _commands.SendAsync(_scoped__).GetAwaiter().GetResult();
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
        task = _commands.SendAsync(_suspending__);
        _gate.Open();
        sum += task.GetAwaiter().GetResult();
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
        sum += _queries.QueryAsync(_query__).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int FarQueries()
    {
        var sum = 0;
        #region fours
        sum += FarQueries__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FarQueries__()
    {
        var sum = 0;
        #region each
        sum += _queries.QueryAsync(_farQuery__).GetAwaiter().GetResult();
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
        _events.PublishAsync(_happened__).GetAwaiter().GetResult();
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
        await foreach (var item in _queries.StreamAsync(_stream__).ConfigureAwait(false))
            sum += item;
        return sum;
    }
    #endregion
}
