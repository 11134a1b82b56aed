using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;

namespace Native;

/// <summary>Says what is done; an open generic class, closed over the commands when the program is compiled.</summary>
internal sealed class Announcing<TCommand, TResult> : IPipelineBehavior<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TCommand message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult>
    {
        Console.WriteLine($"> {message}");
        return next.InvokeAsync(cancellationToken);
    }
}
