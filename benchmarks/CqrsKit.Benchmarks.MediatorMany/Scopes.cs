using System;
using System.Runtime.CompilerServices;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>Commands in scopes of their own, with Mediator.</summary>
public sealed class Scopes(IServiceProvider root)
{
    #region each
    private readonly Command__ _command__ = new(__);
    #endregion

    public static IServiceProvider Open() => new ServiceCollection().AddMediator().BuildServiceProvider();

    public int Send()
    {
        var sum = 0;
        #region each
        sum += Send__();
        #endregion
        return sum;
    }

    #region each
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Send__()
    {
        using var scope = root.CreateScope();
        return scope.ServiceProvider.GetRequiredService<IMediator>().Send(_command__).GetAwaiter().GetResult();
    }
    #endregion
}
