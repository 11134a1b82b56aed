using System.Collections.Generic;
using System.Linq;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>Where aggregates or views are registered, there is a store for them.</summary>
internal sealed class StoreCheck(
    IServiceProviderIsService services,
    IEnumerable<AggregateRegistration> aggregates,
    IEnumerable<ViewRegistration> views
) : StartupCheck
{
    private const string Remedy = "Choose one: UseSqlite(\"app.db\") stores in a file, UseInMemory() for tests.";

    protected override IEnumerable<StartupFault> Find()
    {
        if (!services.IsService(typeof(IWriteStore)) && (aggregates.Any() || views.Any()))
            yield return new StartupFault("AddCqrsKit", "registers aggregates or views, but no write store.", Remedy);
        if (
            !services.IsService(typeof(IViewStore))
            && views.Any(view => view.Options is { Store: null, Placement: not ViewPlacement.Shared })
        )
            yield return new StartupFault("AddCqrsKit", "registers stored views, but no view store.", Remedy);
    }
}
