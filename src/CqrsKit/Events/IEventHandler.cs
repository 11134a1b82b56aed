using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// Reacts in process to an event that is published explicitly, or to one of a derived type. Not durable: what must
/// happen because something was committed is a subscription.
/// </summary>
/// <typeparam name="TEvent">The event's type, or a base type or interface of it.</typeparam>
public interface IEventHandler<in TEvent>
    where TEvent : IEvent
{
    /// <summary>Handles the event; an exception reaches the publisher.</summary>
    ValueTask HandleAsync(TEvent @event, CancellationToken cancellationToken);
}
