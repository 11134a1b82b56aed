using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Events;

/// <summary>One in-process handler, linked.</summary>
internal abstract class EventPart(Reach reach)
{
    /// <summary>How long a call that is bound to the handler may be kept.</summary>
    public Reach Reach => reach;

    /// <summary>Hands an event to the handler of a scope.</summary>
    public abstract ValueTask HandleAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken);

    /// <summary>Binds to the handler of a scope, for an event type that it handles.</summary>
    public abstract Call<TActual> Bind<TActual>(IServiceProvider scope)
        where TActual : IEvent;
}

/// <param name="part">The handler.</param>
/// <param name="root">Opens a scope for each call; null where the handler is of the publisher's.</param>
internal sealed class EventPart<TEvent, THandler>(Part<THandler> part, RootScope? root)
    : EventPart(root is null ? part.Lifetime.Reach() : Reach.Call)
    where TEvent : IEvent
    where THandler : class, IEventHandler<TEvent>
{
    public override ValueTask HandleAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken) =>
        root is null
            ? part.Get(scope).HandleAsync((TEvent)@event, cancellationToken)
            : HandleInChildAsync(root, scope, (TEvent)@event, cancellationToken);

    public override Call<TActual> Bind<TActual>(IServiceProvider scope)
    {
        var handler = part.Get(scope);
        // A handler of a base type or interface handles the type itself, unless that is a struct.
        return handler is IEventHandler<TActual> own
            ? own.HandleAsync
            : (@event, cancellationToken) => handler.HandleAsync((TEvent)(IEvent)@event, cancellationToken);
    }

    private async ValueTask HandleInChildAsync(
        RootScope root,
        IServiceProvider outer,
        TEvent @event,
        CancellationToken cancellationToken
    )
    {
        var child = root.Open(outer.GetRequiredService<MessageContext>());
        await using (child.ConfigureAwait(false))
            await part.Get(child.ServiceProvider).HandleAsync(@event, cancellationToken).ConfigureAwait(false);
    }
}
