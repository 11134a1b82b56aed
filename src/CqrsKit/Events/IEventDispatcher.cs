using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// Hands an event to the handlers in this process, one after the other in the order of registration. In process, not
/// durable, and for explicit calls only: committed events go to projections and subscriptions, never to it.
/// </summary>
public interface IEventDispatcher
{
    /// <summary>Calls every handler of the event's type and of its base types and interfaces; none is no error.</summary>
    ValueTask PublishAsync<TEvent>(TEvent @event, CancellationToken cancellationToken = default)
        where TEvent : IEvent;
}
