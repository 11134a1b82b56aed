using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Events;

/// <summary>An event type's linked path: its handlers, in their order.</summary>
internal sealed class EventPath(EventPart[] parts, EventDispatchOptions options)
{
    /// <summary>How long a bound call may be kept.</summary>
    public Reach Reach { get; } = parts.Aggregate(Reach.Container, (reach, part) => reach.And(part.Reach));

    /// <summary>Hands an event to the handlers of a scope.</summary>
    public ValueTask PublishAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken)
    {
        if (options.IsParallel)
            return Together([
                .. parts.Select(part => EventRun.Start(() => part.HandleAsync(scope, @event, cancellationToken))),
            ]);
        return options.OnFailure == EventFailure.RunAll
            ? AllAsync(scope, @event, cancellationToken)
            : OneByOneAsync(scope, @event, cancellationToken);
    }

    /// <summary>The same, bound to the handlers of a scope.</summary>
    public Call<TEvent> Bind<TEvent, TFan>(IServiceProvider scope)
        where TEvent : IEvent
        where TFan : EventFan<TEvent>, new()
    {
        var calls = parts.Select(part => part.Bind<TEvent>(scope)).ToArray();
        if (options.IsParallel)
            return (@event, cancellationToken) =>
                Together([.. calls.Select(call => EventRun.Start(() => call(@event, cancellationToken)))]);
        return calls switch
        {
            [] => static (_, _) => default,
            [var only] => only,
            _ when options.OnFailure == EventFailure.RunAll => new EventRun<TEvent>(calls).RunAllAsync,
            _ when HandlersOf(calls) is { } handlers => new TFan().Open(handlers),
            _ => new EventRun<TEvent>(calls).RunAsync,
        };
    }

    /// <summary>The handlers that are called; null where one is called by way of its own event type.</summary>
    private static IEventHandler<TEvent>[]? HandlersOf<TEvent>(Call<TEvent>[] calls)
        where TEvent : IEvent
    {
        var handlers = calls.Select(call => call.Target).OfType<IEventHandler<TEvent>>().ToArray();
        return handlers.Length == calls.Length ? handlers : null;
    }

    private static ValueTask Together(Task[] running) => new(EventRun.WhenAllAsync(running));

    private async ValueTask OneByOneAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
            await part.HandleAsync(scope, @event, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AllAsync(IServiceProvider scope, IEvent @event, CancellationToken cancellationToken)
    {
        List<Exception>? errors = null;
        foreach (var part in parts)
        {
            try
            {
                await part.HandleAsync(scope, @event, cancellationToken).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // thrown once all have run
            catch (Exception error)
#pragma warning restore CA1031
            {
                (errors ??= []).Add(error);
            }
        }

        EventRun.Throw(errors);
    }
}
