using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>What a pipeline leads to: the handler, with what must surround it innermost.</summary>
internal interface IPipelineEnd<in TMessage, TResult>
{
    ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        object? call,
        CancellationToken cancellationToken
    );
}
