using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Events;

/// <summary>
/// The library's own <see cref="IEventDispatcher"/>: ask for the interface. A generated call site calls it directly where
/// the interface turns out to be it, and otherwise the interface, so that substitutes and decorators keep working.
/// </summary>
public sealed class EventDispatcher : Dispatcher, IEventDispatcher
{
    private static readonly MessageContext Outside = new();
    private readonly EventPaths _paths;
    private MessageContext? _context;

    /// <summary>Called by the container.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public EventDispatcher(IServiceProvider provider, EventPaths paths)
        : base(provider, (paths ?? throw new ArgumentNullException(nameof(paths))).Dispatched) => _paths = paths;

    /// <inheritdoc/>
    public ValueTask PublishAsync<TEvent>(TEvent @event, CancellationToken cancellationToken = default)
        where TEvent : IEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        return IsStarted
            ? PublishAsync(_paths.Of(@event.GetType()), @event, cancellationToken)
            : StartAndPublishAsync(@event, cancellationToken);
    }

    /// <summary>A bound call, or null; null inside a unit of work, where none may be made.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public new TCall? Find<TCall>()
        where TCall : Delegate => _context is { IsInUnit: false } ? base.Find<TCall>() : null;

    /// <summary>Publishes an event whose type the call site knows, and for which it found no bound call.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ValueTask PublishKnownAsync<TEvent, TFan>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : IEvent
        where TFan : EventFan<TEvent>, new()
    {
        if (!IsStarted)
            return StartAndPublishAsync(@event, cancellationToken);
        RefuseInUnit(@event);
        var path = _paths.Of(typeof(TEvent));
        return MayKeep(path.Reach) && TryKeep(path.Reach, path.Bind<TEvent, TFan>) is { } call
            ? call(@event, cancellationToken)
            : PublishAsync(path, @event, cancellationToken);
    }

    private ValueTask PublishAsync(EventPath path, IEvent @event, CancellationToken cancellationToken)
    {
        RefuseInUnit(@event);
        return IsRoot && path.Reach != Reach.Container
            ? PublishInScopeAsync(path, @event, cancellationToken)
            : path.PublishAsync(Provider, @event, cancellationToken);
    }

    private async ValueTask StartAndPublishAsync(IEvent @event, CancellationToken cancellationToken)
    {
        await Startup.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await PublishAsync(_paths.Of(@event.GetType()), @event, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask PublishInScopeAsync(EventPath path, IEvent @event, CancellationToken cancellationToken)
    {
        var scope = _paths.Dispatched.Root.Open(context: null);
        await using (scope.ConfigureAwait(false))
            await path.PublishAsync(scope.ServiceProvider, @event, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Before the commit nothing has happened yet: the unit may still fail, or run again.</summary>
    private void RefuseInUnit(IEvent @event)
    {
        _context ??= IsRoot ? Outside : Provider.GetRequiredService<MessageContext>();
        if (_context.IsInUnit)
            throw new InvalidOperationException(
                $"{@event.GetType()} was published inside a command's unit of work, which is not committed yet and may fail or run again. Append it and react in a subscription, or publish after SendAsync has returned."
            );
    }
}
