using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>
/// A behavior's or hook's class, closed over a message; whether a generator wrote it down or start-up closed it by
/// reflection does not matter to the pipeline.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class BehaviorRow
{
    private protected BehaviorRow(Type behavior, Type face, Type message, Type result)
    {
        Behavior = behavior;
        Face = face;
        Message = message;
        Result = result;
    }

    /// <summary>The closed class.</summary>
    public Type Behavior { get; }

    /// <summary>The definition of the interface that it stands in the pipeline by.</summary>
    internal Type Face { get; }

    /// <summary>The message that it is closed over.</summary>
    internal Type Message { get; }

    /// <summary>The message's result, or a stream query's item.</summary>
    internal Type Result { get; }

    /// <summary>A behavior around a command or query.</summary>
    /// <param name="create">Makes an instance; null where the container does.</param>
    /// <param name="lifetime">How long an instance lives where the container has no registration of the class.</param>
    public static BehaviorRow Around<
        TMessage,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBehavior
    >(Func<IServiceProvider, TBehavior>? create, HandlerLifetime lifetime)
        where TBehavior : class, IPipelineBehavior<TMessage, TResult> =>
        new Row<TMessage, TResult, TBehavior>(
            typeof(IPipelineBehavior<,>),
            create,
            lifetime,
            static (steps, part) => steps.Add(new BehaviorStep<TMessage, TResult, TBehavior>(part))
        );

    /// <summary>A hook before a message.</summary>
    public static BehaviorRow Before<
        TMessage,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THook
    >(Func<IServiceProvider, THook>? create, HandlerLifetime lifetime)
        where THook : class, IBeforeHook<TMessage> =>
        new Row<TMessage, TResult, THook>(
            typeof(IBeforeHook<>),
            create,
            lifetime,
            static (steps, part) => steps.Add(new BeforeHook<TMessage, TResult, THook>(part))
        );

    /// <summary>A hook after a message.</summary>
    public static BehaviorRow After<
        TMessage,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THook
    >(Func<IServiceProvider, THook>? create, HandlerLifetime lifetime)
        where THook : class, IAfterHook<TMessage, TResult> =>
        new Row<TMessage, TResult, THook>(
            typeof(IAfterHook<,>),
            create,
            lifetime,
            static (steps, part) => steps.Add(new AfterHook<TMessage, TResult, THook>(part))
        );

    /// <summary>A hook for a message that failed.</summary>
    public static BehaviorRow Error<
        TMessage,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THook
    >(Func<IServiceProvider, THook>? create, HandlerLifetime lifetime)
        where THook : class, IErrorHook<TMessage> =>
        new Row<TMessage, TResult, THook>(
            typeof(IErrorHook<>),
            create,
            lifetime,
            static (steps, part) => steps.Add(new ErrorHook<TMessage, TResult, THook>(part))
        );

    /// <summary>A behavior around a stream query.</summary>
    public static BehaviorRow Stream<
        TQuery,
        TItem,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBehavior
    >(Func<IServiceProvider, TBehavior>? create, HandlerLifetime lifetime)
        where TBehavior : class, IStreamBehavior<TQuery, TItem> =>
        new StreamRow<TQuery, TItem, TBehavior>(create, lifetime);

    internal virtual void AddTo<TMessage, TResult>(StepList<TMessage, TResult> steps, Parts parts) =>
        throw new InvalidOperationException($"{Behavior} is closed over another message than {typeof(TMessage)}.");

    internal virtual StreamStep<TQuery, TItem> Step<TQuery, TItem>(Parts parts) =>
        throw new InvalidOperationException($"{Behavior} is closed over another query than {typeof(TQuery)}.");

    private sealed class Row<
        TMessage,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBehavior
    >(
        Type face,
        Func<IServiceProvider, TBehavior>? create,
        HandlerLifetime lifetime,
        Action<StepList<TMessage, TResult>, Part<TBehavior>> add
    ) : BehaviorRow(typeof(TBehavior), face, typeof(TMessage), typeof(TResult))
        where TBehavior : class
    {
        internal override void AddTo<TOther, TOtherResult>(StepList<TOther, TOtherResult> steps, Parts parts)
        {
            if (steps is StepList<TMessage, TResult> own)
                add(own, parts.Of(lifetime, create));
            else
                base.AddTo(steps, parts);
        }
    }

    private sealed class StreamRow<
        TQuery,
        TItem,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBehavior
    >(Func<IServiceProvider, TBehavior>? create, HandlerLifetime lifetime)
        : BehaviorRow(typeof(TBehavior), typeof(IStreamBehavior<,>), typeof(TQuery), typeof(TItem))
        where TBehavior : class, IStreamBehavior<TQuery, TItem>
    {
        internal override StreamStep<TOther, TOtherItem> Step<TOther, TOtherItem>(Parts parts) =>
            new StreamBehaviorStep<TQuery, TItem, TBehavior>(parts.Of(lifetime, create))
                is StreamStep<TOther, TOtherItem> own
                ? own
                : base.Step<TOther, TOtherItem>(parts);
    }
}
