using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

/// <summary>Calls a handler without a result.</summary>
internal sealed class PlainHandling<TCommand, THandler>(Part<THandler> part)
    : Handling<TCommand, NoResult>(part.Lifetime),
        IPlainHandling<TCommand>
    where TCommand : ICommand
    where THandler : class, ICommandHandler<TCommand>
{
    public override ValueTask<NoResult> RunAsync(
        IServiceProvider scope,
        TCommand message,
        CancellationToken cancellationToken
    ) => Results.NoneAsync(part.Get(scope).HandleAsync(message, cancellationToken));

    public override Call<TCommand, NoResult> Bind(IServiceProvider scope)
    {
        var handler = part.Get(scope);
        return (message, cancellationToken) => Results.NoneAsync(handler.HandleAsync(message, cancellationToken));
    }

    public Call<TCommand> BindPlain(IServiceProvider scope) => part.Get(scope).HandleAsync;
}
