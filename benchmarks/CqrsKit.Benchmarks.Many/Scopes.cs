using System;
using System.Runtime.CompilerServices;
using System.Threading;
using CqrsKit.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>Sixteen commands, each in a scope of its own, and in a method of its own: what the runtime inlines into one has a limit.</summary>
public sealed class Scopes(IServiceProvider root)
{
    #region each
    private readonly ScopedCommand__ _scoped__ = new(__);
    private readonly TransientCommand__ _transient__ = new(__);
    #endregion

    public int ResolveScoped()
    {
        var sum = 0;
        #region each
        sum += ResolveScoped__();
        #endregion
        return sum;
    }

    #region each
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ResolveScoped__()
    {
        using var scope = root.CreateScope();
        var handler = scope.ServiceProvider.GetRequiredService<ScopedHandler__>();
        return handler.HandleAsync(_scoped__, CancellationToken.None).GetAwaiter().GetResult();
    }
    #endregion

    public int ResolveTransient()
    {
        var sum = 0;
        #region each
        sum += ResolveTransient__();
        #endregion
        return sum;
    }

    #region each
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ResolveTransient__()
    {
        using var scope = root.CreateScope();
        var handler = scope.ServiceProvider.GetRequiredService<TransientHandler__>();
        return handler.HandleAsync(_transient__, CancellationToken.None).GetAwaiter().GetResult();
    }
    #endregion

    public int SendScoped()
    {
        var sum = 0;
        #region each
        sum += SendScoped__();
        #endregion
        return sum;
    }

    #region each
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SendScoped__()
    {
        using var scope = root.CreateScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        return commands.SendAsync(_scoped__).GetAwaiter().GetResult();
    }
    #endregion

    public int SendTransient()
    {
        var sum = 0;
        #region each
        sum += SendTransient__();
        #endregion
        return sum;
    }

    #region each
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SendTransient__()
    {
        using var scope = root.CreateScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        return commands.SendAsync(_transient__).GetAwaiter().GetResult();
    }
    #endregion
}
