using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Commands;

/// <summary>One run of a command's handler, with the behaviors that run per attempt.</summary>
internal interface IAttempt<in TCommand, TResult>
{
    /// <summary>The command's stable name.</summary>
    string CommandName { get; }

    /// <summary>Resolves the handler from the scope and runs it.</summary>
    ValueTask<TResult> InvokeAsync(IServiceProvider scope, TCommand command, CancellationToken cancellationToken);
}
