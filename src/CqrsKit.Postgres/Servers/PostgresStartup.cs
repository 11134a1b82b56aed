using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Projections;

namespace CqrsKit.Postgres.Servers;

/// <summary>Connects to every registered database, creates or upgrades its schema, and reports what cannot be used.</summary>
internal sealed class PostgresStartup(
    Databases databases,
    IEnumerable<DatabaseRegistration> registrations,
    IEnumerable<DefaultDatabases> defaults,
    IEnumerable<ViewRegistration> views
) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var database in databases.All)
        {
            try
            {
                await database.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresStoreException error)
            {
                faults.Add(new StartupFault($"PostgreSQL database {error.Database}", error.Problem, error.Remedy));
            }
        }

        if (defaults.LastOrDefault() is not { } chosen)
            return;
        foreach (var view in views)
            CheckInline(view, chosen, faults);
    }

    private void CheckInline(ViewRegistration view, DefaultDatabases chosen, ICollection<StartupFault> faults)
    {
        if (view.Options.Placement != ViewPlacement.Inline)
            return;
        var at = view.Options.Store is { } name
            ? registrations.LastOrDefault(registration => registration.Views == name)
            : chosen.Views;
        if (at is null || databases.At(at) == databases.At(chosen.Write))
            return;
        faults.Add(
            new StartupFault(
                $"View '{view.Projection.Name}'",
                $"it is inline, but its store is {databases.At(at).Name}, apart from the write store's {databases.At(chosen.Write).Name}.",
                "Register it with Async(), or keep it in the write store's schema."
            )
        );
    }
}
