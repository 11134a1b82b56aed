using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>A run of hooks without a behavior between them, as one step.</summary>
internal sealed class HookStep<TMessage, TResult>(Hook<TMessage, TResult>[] hooks)
    : PipelineStep<TMessage, TResult>(hooks.Max(hook => hook.Lifetime.Reach()))
{
    private readonly bool _seesErrors = hooks.Any(hook => hook.Kind == HookKind.Error);

    internal override IReadOnlyList<ILink> Links => hooks;

    internal override ValueTask<TResult> RunAsync(
        IServiceProvider scope,
        TMessage message,
        PipelineRest<TMessage, TResult> next,
        CancellationToken cancellationToken
    ) =>
        new HookRun<TMessage, TResult, PipelineRest<TMessage, TResult>>(
            hooks,
            _seesErrors,
            scope,
            message,
            next
        ).RunAsync(cancellationToken);

    internal override Call<TMessage, TResult> Bind(IServiceProvider scope, Call<TMessage, TResult> next) =>
        new Bound([.. hooks.Select(hook => hook.Bind(scope))], _seesErrors, next).RunAsync;

    private sealed class Bound(Hook<TMessage, TResult>[] hooks, bool seesErrors, Call<TMessage, TResult> next)
    {
        public ValueTask<TResult> RunAsync(TMessage message, CancellationToken cancellationToken) =>
            new HookRun<TMessage, TResult, CallNext<TMessage, TResult>>(
                hooks,
                seesErrors,
                scope: null,
                message,
                new(next, message)
            ).RunAsync(cancellationToken);
    }
}
