using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

internal sealed class EventDispatcher(
    IServiceProvider provider,
    RootScope root,
    EventHandlerTable table,
    Startup startup
) : IEventDispatcher
{
    private readonly bool _isRoot = root.Is(provider);

    public async ValueTask PublishAsync<TEvent>(TEvent @event, CancellationToken cancellationToken = default)
        where TEvent : IEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (!startup.IsDone)
            await startup.EnsureAsync(cancellationToken).ConfigureAwait(false);

        var handlers = table.Find(@event.GetType());
        if (handlers.Length == 0)
            return;
        if (!_isRoot)
        {
            await PublishAsync(handlers, provider, @event, cancellationToken).ConfigureAwait(false);
            return;
        }

        var scope = root.Open(context: null);
        await using (scope.ConfigureAwait(false))
            await PublishAsync(handlers, scope.ServiceProvider, @event, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask PublishAsync(
        EventHandlerRegistration[] handlers,
        IServiceProvider scope,
        IEvent @event,
        CancellationToken cancellationToken
    )
    {
        foreach (var handler in handlers)
            await handler.HandleAsync(scope, @event, cancellationToken).ConfigureAwait(false);
    }
}
