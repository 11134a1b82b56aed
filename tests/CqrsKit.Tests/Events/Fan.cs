using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

#pragma warning disable CA2012 // asked only when it has completed, as in generated code

namespace CqrsKit.Tests.Events;

/// <summary>What the generator writes beside a call.</summary>
internal sealed class Fan<TEvent> : EventFan<TEvent>
    where TEvent : IEvent
{
    public override ValueTask RunAsync(TEvent @event, CancellationToken cancellationToken)
    {
#pragma warning disable CA2012 // handed on only where it was not taken
        var handled = First.HandleAsync(@event, cancellationToken);
        if (!handled.IsCompletedSuccessfully)
            return GoOnAsync(handled, 1, @event, cancellationToken);
        handled.GetAwaiter().GetResult();
        handled = Second.HandleAsync(@event, cancellationToken);
        if (!handled.IsCompletedSuccessfully)
            return GoOnAsync(handled, 2, @event, cancellationToken);
        handled.GetAwaiter().GetResult();
        if (Third is null)
            return default;
        handled = Third.HandleAsync(@event, cancellationToken);
        if (!handled.IsCompletedSuccessfully)
            return GoOnAsync(handled, 3, @event, cancellationToken);
        handled.GetAwaiter().GetResult();
        return RestAsync(@event, cancellationToken);
#pragma warning restore CA2012
    }
}
