using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Subscriptions;

/// <summary>
/// Causes an effect (a mail, a call, a further command) for each committed event of a type. At least once, in order per
/// stream, never again for a rebuild. A class may handle several event types; it is resolved from a scope per event.
/// </summary>
public interface ISubscriber<in TEvent>
    where TEvent : IEvent
{
    /// <summary>Causes the effect; throws to be called again later.</summary>
    ValueTask HandleAsync(TEvent @event, Effect effect, CancellationToken cancellationToken);
}
