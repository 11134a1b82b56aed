using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

/// <summary>Resolves a command's handler from a scope and calls it.</summary>
internal delegate ValueTask<TResult> CommandCall<in TCommand, TResult>(
    IServiceProvider scope,
    TCommand command,
    CancellationToken cancellationToken
);

internal static class CommandCalls
{
    /// <summary>Calls a handler with a result.</summary>
    public static ValueTask<TResult> CallAsync<TCommand, TResult, THandler>(
        IServiceProvider scope,
        TCommand command,
        CancellationToken cancellationToken
    )
        where TCommand : ICommand<TResult>
        where THandler : class, ICommandHandler<TCommand, TResult> =>
        Resolve<THandler>(scope).HandleAsync(command, cancellationToken);

    /// <summary>Calls a handler without a result.</summary>
    public static ValueTask<Pipeline.NoResult> CallAsync<TCommand, THandler>(
        IServiceProvider scope,
        TCommand command,
        CancellationToken cancellationToken
    )
        where TCommand : ICommand
        where THandler : class, ICommandHandler<TCommand>
    {
        var handled = Resolve<THandler>(scope).HandleAsync(command, cancellationToken);
        if (!handled.IsCompletedSuccessfully)
            return AwaitAsync(handled);
        handled.GetAwaiter().GetResult();
        return default;
    }

    private static async ValueTask<Pipeline.NoResult> AwaitAsync(ValueTask handled)
    {
        await handled.ConfigureAwait(false);
        return default;
    }

    private static THandler Resolve<THandler>(IServiceProvider scope)
        where THandler : class
    {
#if TRAP_37
        try
        {
            return scope.GetRequiredService<THandler>();
        }
        catch (Exception)
        {
            throw new HandlerNotFoundException(typeof(THandler));
        }
#else
        return scope.GetRequiredService<THandler>(); // a dependency's own error reaches the caller as itself
#endif
    }
}
