using System;
using System.ComponentModel;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>
/// Hooks that follow one another, as a generated method has them woven in: it runs them as long as all completes at once,
/// and hands over here what does not.
/// </summary>
/// <param name="next">What the hooks surround.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class WovenHooks<TMessage, TResult>(Call<TMessage, TResult> next)
{
    private Hook<TMessage, TResult>[] _hooks = [];
    private bool _seesErrors;

    /// <summary>Adds a before hook behind the others.</summary>
    public WovenHooks<TMessage, TResult> Before<THook>(THook hook)
        where THook : class, IBeforeHook<TMessage> =>
        Add(new BeforeHook<TMessage, TResult, THook>(Part<THook>.Fixed(hook)));

    /// <summary>Adds an after hook behind the others.</summary>
    public WovenHooks<TMessage, TResult> After<THook>(THook hook)
        where THook : class, IAfterHook<TMessage, TResult> =>
        Add(new AfterHook<TMessage, TResult, THook>(Part<THook>.Fixed(hook)));

    /// <summary>Adds an error hook behind the others.</summary>
    public WovenHooks<TMessage, TResult> Error<THook>(THook hook)
        where THook : class, IErrorHook<TMessage> =>
        Add(new ErrorHook<TMessage, TResult, THook>(Part<THook>.Fixed(hook)));

    /// <summary>Goes on from a before hook's task; the depth is the hook's place, from 0.</summary>
    public ValueTask<TResult> FinishAsync(
        int depth,
        ValueTask before,
        TMessage message,
        CancellationToken cancellationToken
    ) => Run(message).FinishAsync(depth, before, default, cancellationToken);

    /// <summary>
    /// Goes on from the task of what the hooks surround, or of an after hook; the depth is the after hook's place, or as
    /// many as there are hooks.
    /// </summary>
    public ValueTask<TResult> FinishAsync(
        int depth,
        ValueTask<TResult> pending,
        TMessage message,
        CancellationToken cancellationToken
    ) => Run(message).FinishAsync(depth, null, pending, cancellationToken);

    /// <summary>Shows an exception to the error hooks, and throws it again; the depth is how many hooks are outside of it.</summary>
    public ValueTask<TResult> FailAsync(int depth, Exception error, TMessage message) =>
        Run(message).FailAsync(depth, error);

    private HookRun<TMessage, TResult, CallNext<TMessage, TResult>> Run(TMessage message) =>
        new(_hooks, _seesErrors, scope: null, message, new(next, message));

    private WovenHooks<TMessage, TResult> Add(Hook<TMessage, TResult> hook)
    {
        _hooks = [.. _hooks, hook];
        _seesErrors = _hooks.Any(known => known.Kind == HookKind.Error);
        return this;
    }
}
