using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Commands;

/// <summary>Calls a handler with a result.</summary>
internal sealed class CommandHandling<TCommand, TResult, THandler>(Part<THandler> part)
    : Handling<TCommand, TResult>(part.Lifetime)
    where TCommand : ICommand<TResult>
    where THandler : class, ICommandHandler<TCommand, TResult>
{
    public override ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TCommand message,
        CancellationToken cancellationToken
    ) => part.Get(scope).HandleAsync(message, cancellationToken);

    public override Call<TCommand, TResult> Bind(IServiceProvider scope) => part.Get(scope).HandleAsync;
}
