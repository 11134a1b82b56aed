using System;
using System.Threading;
using CqrsKit.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>Sixteen commands, each in a scope of its own.</summary>
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
        using (var scope = root.CreateScope())
        {
            var handler = scope.ServiceProvider.GetRequiredService<ScopedHandler__>();
            sum += handler.HandleAsync(_scoped__, CancellationToken.None).GetAwaiter().GetResult();
        }
        #endregion
        return sum;
    }

    public int ResolveTransient()
    {
        var sum = 0;
        #region each
        using (var scope = root.CreateScope())
        {
            var handler = scope.ServiceProvider.GetRequiredService<TransientHandler__>();
            sum += handler.HandleAsync(_transient__, CancellationToken.None).GetAwaiter().GetResult();
        }
        #endregion
        return sum;
    }

    public int SendScoped()
    {
        var sum = 0;
        #region each
        using (var scope = root.CreateScope())
        {
            var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            sum += commands.SendAsync(_scoped__).GetAwaiter().GetResult();
        }
        #endregion
        return sum;
    }

    public int SendTransient()
    {
        var sum = 0;
        #region each
        using (var scope = root.CreateScope())
        {
            var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            sum += commands.SendAsync(_transient__).GetAwaiter().GetResult();
        }
        #endregion
        return sum;
    }
}
