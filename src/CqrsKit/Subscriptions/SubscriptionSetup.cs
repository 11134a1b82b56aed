using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using CqrsKit.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Subscriptions;

/// <summary>Registers subscriptions.</summary>
public static class SubscriptionSetup
{
    /// <summary>
    /// Adds a subscription: a class that causes an effect for each committed event of the types that it is an
    /// <see cref="ISubscriber{TEvent}"/> of. It is transient, unless registered before.
    /// </summary>
    /// <param name="kit">The builder.</param>
    /// <param name="name">The stable name under which its checkpoint is stored.</param>
    /// <param name="configure">Sets where it begins and how often it tries.</param>
    [RequiresDynamicCode("Deliveries are closed over their events at start-up.")]
    public static CqrsKitBuilder AddSubscription<
        [DynamicallyAccessedMembers(
            DynamicallyAccessedMemberTypes.Interfaces | DynamicallyAccessedMemberTypes.PublicConstructors
        )]
            TSubscriber
    >(this CqrsKitBuilder kit, string name, Action<SubscriptionOptions>? configure = null)
        where TSubscriber : class
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var options = new SubscriptionOptions();
        configure?.Invoke(options);
        var deliveries = typeof(TSubscriber)
            .GetInterfaces()
            .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ISubscriber<>))
            .Select(face => face.GetGenericArguments()[0])
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (Delivery)Activator.CreateInstance(typeof(Delivery<>).MakeGenericType(type))!)
            .ToArray();
        kit.Services.TryAddTransient<TSubscriber>();
        kit.Services.AddSingleton(new SubscriptionRegistration(name, typeof(TSubscriber), deliveries, options));
        return kit;
    }
}
