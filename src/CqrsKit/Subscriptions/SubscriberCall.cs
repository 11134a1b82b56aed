using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Subscriptions;

/// <summary>Calls a subscriber for an event, in a scope of its own that carries on the event's conversation.</summary>
internal sealed class SubscriberCall(SubscriptionRegistration subscription, RootScope root, EventRegistry registry)
{
    /// <summary>Calls; an event that no handler fits is passed over.</summary>
    public async ValueTask InvokeAsync(RecordedEvent recorded, int attempt, CancellationToken cancellationToken)
    {
        var @event = registry.Read(recorded);
        if (subscription.DeliveryOf(@event) is not { } delivery)
            return;

        var info = recorded.Info;
        var id = string.Create(CultureInfo.InvariantCulture, $"{subscription.Name}/{info.EventId:D}");
        var context = new MessageContext
        {
            Tenant = info.Stream.Tenant,
            User = info.User,
            CorrelationId = info.CorrelationId,
            CausationId = info.EventId.ToString("D", CultureInfo.InvariantCulture),
            IdempotencyKey = new IdempotencyKey(id),
            Metadata = info.Metadata,
        };
        var scope = root.Open(context);
        await using var scopeEnd = scope.ConfigureAwait(false);
        var subscriber = scope.ServiceProvider.GetRequiredService(subscription.Subscriber);
        var effect = new Effect(id, info, recorded.Position, attempt);
        await delivery.InvokeAsync(subscriber, @event, effect, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is stored of an error.</summary>
    public static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return text.Length <= 2000 ? text : text[..2000];
    }
}
