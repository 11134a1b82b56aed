using System;
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
        using (var scope = root.CreateScope())
            sum += scope.ServiceProvider.GetRequiredService<IMediator>().Send(_command__).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
}
