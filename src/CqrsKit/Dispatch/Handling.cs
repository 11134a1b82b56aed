using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Dispatch;

/// <summary>The call of one message's handler.</summary>
internal abstract class Handling<TMessage, TResult>(HandlerLifetime lifetime)
{
    /// <summary>How long an instance of the handler lives.</summary>
    public HandlerLifetime Lifetime => lifetime;

    /// <summary>Calls the handler of a scope.</summary>
    public abstract ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        CancellationToken cancellationToken
    );

    /// <summary>Binds to the handler of a scope: where it can be, to its very method.</summary>
    public abstract Call<TMessage, TResult> Bind(IServiceProvider scope);
}
