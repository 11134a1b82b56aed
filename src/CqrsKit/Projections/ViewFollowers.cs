using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Projections;

/// <summary>The stored views of the application, in order of registration.</summary>
internal sealed class ViewFollowers : IFollowerSource, IReplayerSource
{
    public ViewFollowers(
        IEnumerable<ViewRegistration> registrations,
        IServiceProvider services,
        IServiceProviderIsKeyedService known,
        EventRegistry registry,
        ViewSignals signals,
        Waiting waiting,
        Generations generations,
        ILogger<ViewFollowers> logger
    )
    {
        All =
        [
            .. registrations
                .DistinctBy(row => row.Projection.Name, StringComparer.Ordinal)
                .Select(row => new ViewFollower(
                    new ViewSlot(
                        row,
                        () => StoreOf(row, services),
                        HasStore(row, known),
                        registry,
                        signals,
                        waiting,
                        logger
                    ),
                    generations
                )),
        ];
        Followers =
        [
            .. All.Where(one => one.View.Options.Placement == ViewPlacement.Async).SelectMany(one => one.Parts),
        ];
    }

    /// <summary>All views, the shared ones included.</summary>
    public IReadOnlyList<ViewFollower> All { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IFollower> Followers { get; }

    /// <inheritdoc/>
    public IEnumerable<IReplayer> Replayers => All.Where(one => one.View.Options.Placement != ViewPlacement.Shared);

    /// <summary>The follower of a stored view.</summary>
    /// <exception cref="CqrsKitException">There is no such view.</exception>
    public ViewFollower Find(string view)
    {
        var found = All.FirstOrDefault(one => one.Name == view);
        return found switch
        {
            null => throw new CqrsKitException(
                $"There is no view '{view}'. Registered are: {string.Join(", ", All.Select(one => $"'{one.Name}'"))}."
            ),
            { View.Options.Placement: ViewPlacement.Shared } => throw new CqrsKitException(
                $"View '{view}' is shared: it is folded when asked, and nothing of it is stored."
            ),
            _ => found,
        };
    }

    private static bool HasStore(ViewRegistration row, IServiceProviderIsKeyedService known) =>
        row.Options.Store is { } name
            ? known.IsKeyedService(typeof(IViewStore), name)
            : known.IsService(typeof(IViewStore));

    private static IViewStore StoreOf(ViewRegistration row, IServiceProvider services) =>
        row.Options.Store is { } name
            ? services.GetRequiredKeyedService<IViewStore>(name)
            : services.GetRequiredService<IViewStore>();
}
