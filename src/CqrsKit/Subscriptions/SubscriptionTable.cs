using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Subscriptions;

/// <summary>The application's subscriptions, in order of registration.</summary>
internal sealed class SubscriptionTable(
    IEnumerable<SubscriptionRegistration> registrations,
    IServiceProvider services,
    RootScope root,
    EventRegistry registry,
    Lazy<IEventLog> log,
    LogTail tail,
    Waiting waiting,
    ILogger<SubscriptionTable> logger
) : IFollowerSource, IReplayerSource
{
    private readonly Lazy<IViewStore> _store = new(services.GetRequiredService<IViewStore>);
    private SubscriptionFollower[]? _all;

    /// <summary>The followers.</summary>
    public IReadOnlyList<SubscriptionFollower> All => _all ??= [.. registrations.Select(Follow)];

    public IReadOnlyList<IFollower> Followers => All;

    public IEnumerable<IReplayer> Replayers => All;

    private SubscriptionFollower Follow(SubscriptionRegistration row) =>
        new(
            row,
            new SubscriptionStore(row, _store, log, tail, logger),
            new SubscriberCall(row, root, registry),
            registry,
            log,
            waiting,
            logger
        );
}
