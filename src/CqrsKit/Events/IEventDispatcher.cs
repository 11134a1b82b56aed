using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// Hands an event to the handlers in this process, one after the other, by their numbers
/// (<see cref="CqrsKit.Dispatch.HandlerOrderAttribute"/>), then in the order of registration;
/// <see cref="EventDispatchOptions"/> says otherwise. In process, not durable, and for explicit calls only: committed events
/// go to projections and subscriptions, never to it.
/// </summary>
public interface IEventDispatcher
{
    /// <summary>Calls every handler of the event's type and of its base types and interfaces; none is no error.</summary>
    /// <exception cref="System.InvalidOperationException">
    /// A command's unit of work is running in this scope: what it stands for has not happened yet, and may never.
    /// </exception>
    /// <exception cref="System.AggregateException">Several handlers failed, where all shall run.</exception>
    ValueTask PublishAsync<TEvent>(TEvent @event, CancellationToken cancellationToken = default)
        where TEvent : IEvent;
}
