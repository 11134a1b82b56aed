using System.ComponentModel;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>
/// The handlers of an event, two or more, one after the other, in a generated method of the event's own: the runtime's
/// profile tells them from those of other events, and may inline them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class EventFan<TEvent>
    where TEvent : IEvent
{
    private IEventHandler<TEvent>[] _handlers = [];

    /// <summary>The first handler.</summary>
    protected IEventHandler<TEvent> First { get; private set; } = null!;

    /// <summary>The second handler.</summary>
    protected IEventHandler<TEvent> Second { get; private set; } = null!;

    /// <summary>The third handler, where there is one.</summary>
    protected IEventHandler<TEvent>? Third { get; private set; }

    /// <summary>Calls all of them.</summary>
    public abstract ValueTask RunAsync(TEvent @event, CancellationToken cancellationToken);

    /// <summary>Goes on behind the third.</summary>
    protected ValueTask RestAsync(TEvent @event, CancellationToken cancellationToken) =>
        _handlers.Length <= 3 ? default : GoOnAsync(default, 3, @event, cancellationToken);

    /// <summary>Goes on behind a task that has not completed yet.</summary>
    protected async ValueTask GoOnAsync(ValueTask handled, int next, TEvent @event, CancellationToken cancellationToken)
    {
        await handled.ConfigureAwait(false);
        for (; next < _handlers.Length; next++)
            await _handlers[next].HandleAsync(@event, cancellationToken).ConfigureAwait(false);
    }

    internal Call<TEvent> Open(IEventHandler<TEvent>[] handlers)
    {
        _handlers = handlers;
        (First, Second) = (handlers[0], handlers[1]);
        Third = handlers.Length > 2 ? handlers[2] : null;
        return RunAsync;
    }
}
