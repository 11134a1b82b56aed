using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Pipeline;

/// <summary>
/// Hooks that follow one another, woven into one method: the first is the outermost, so the before hooks run forwards,
/// then the rest of the pipeline, then the after hooks backwards; an exception is seen by the error hooks outside of where
/// it was thrown, backwards. As long as all completes at once there is no state machine; whatever does not is finished by
/// a single one.
/// </summary>
internal readonly struct HookRun<TMessage, TResult, TRest>(
    Hook<TMessage, TResult>[] hooks,
    bool seesErrors,
    IServiceProvider? scope,
    TMessage message,
    TRest rest
)
    where TRest : struct, INext<TResult>
{
    public ValueTask<TResult> RunAsync(CancellationToken cancellationToken) =>
        seesErrors ? RunGuardedAsync(cancellationToken) : RunFromAsync(out _, cancellationToken);

    private ValueTask<TResult> RunGuardedAsync(CancellationToken cancellationToken)
    {
        var depth = 0;
        try
        {
            return RunFromAsync(out depth, cancellationToken);
        }
        catch (Exception error)
        {
            return FailAsync(depth, error);
        }
    }

    /// <param name="depth">How many hooks are outside of what runs; where this throws, the hooks outside of the exception.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    private ValueTask<TResult> RunFromAsync(out int depth, CancellationToken cancellationToken)
    {
#pragma warning disable CA2012 // a task is handed on only where it was not taken
        for (depth = 0; depth < hooks.Length; depth++)
        {
            if (hooks[depth].Kind != HookKind.Before)
                continue;
            var before = hooks[depth].BeforeAsync(scope, message, cancellationToken);
            if (!before.IsCompletedSuccessfully)
                return FinishAsync(depth, before, default, cancellationToken);
            before.GetAwaiter().GetResult();
        }

        var result = rest.InvokeAsync(cancellationToken);
        if (!result.IsCompletedSuccessfully)
            return FinishAsync(depth, null, result, cancellationToken);
        for (depth--; depth >= 0; depth--)
        {
            if (hooks[depth].Kind != HookKind.After)
                continue;
            result = hooks[depth].AfterAsync(scope, message, result.Result, cancellationToken);
            if (!result.IsCompletedSuccessfully)
                return FinishAsync(depth, null, result, cancellationToken);
        }

        return result;
#pragma warning restore CA2012
    }

    /// <summary>Goes on from a task that is still running, or has failed.</summary>
    /// <param name="depth">The hook whose task it is; as many as there are hooks for the rest's.</param>
    /// <param name="before">A before hook's task; null where <paramref name="pending"/> is what runs.</param>
    /// <param name="pending">The rest's or an after hook's task.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public async ValueTask<TResult> FinishAsync(
        int depth,
        ValueTask? before,
        ValueTask<TResult> pending,
        CancellationToken cancellationToken
    )
    {
        Exception error;
        try
        {
            if (before is { } running)
            {
                await running.ConfigureAwait(false);
                for (depth++; depth < hooks.Length; depth++)
                {
                    if (hooks[depth].Kind == HookKind.Before)
                        await hooks[depth].BeforeAsync(scope, message, cancellationToken).ConfigureAwait(false);
                }

                pending = rest.InvokeAsync(cancellationToken);
            }

            var result = await pending.ConfigureAwait(false);
            for (depth--; depth >= 0; depth--)
            {
                if (hooks[depth].Kind == HookKind.After)
                    result = await hooks[depth]
                        .AfterAsync(scope, message, result, cancellationToken)
                        .ConfigureAwait(false);
            }

            return result;
        }
        catch (Exception thrown) when (seesErrors)
        {
            error = thrown;
        }

        return await FailAsync(depth, error).ConfigureAwait(false);
    }

    /// <summary>Shows an exception to the error hooks outside of it, and throws it again.</summary>
    public async ValueTask<TResult> FailAsync(int depth, Exception error)
    {
        while (--depth >= 0)
        {
            if (hooks[depth].Kind != HookKind.Error)
                continue;
            try
            {
                await hooks[depth].OnErrorAsync(scope, message, error).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // a hook's own exception takes the place of the one it saw, and goes on
            catch (Exception own)
#pragma warning restore CA1031
            {
                error = own;
            }
        }

        ExceptionDispatchInfo.Throw(error);
        return default; // not reached
    }
}
