using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Setup;

/// <summary>Says of every store what its acknowledgements survive, and refuses one that promises less than is demanded.</summary>
internal sealed class DurabilityCheck(
    IServiceProvider provider,
    Registrations registrations,
    IEnumerable<DurabilityDemand> demands,
    ILogger<DurabilityCheck> logger
) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Inspect;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var (name, store, isOfViews) in Stores())
        {
            var demand = demands.Where(one => one.OfViews == isOfViews).Max(one => (Durability?)one.Durability);
            if (store is not IDurableStore durable)
            {
                Log.StoreIsSilent(logger, name);
                if (demand is { } wanted)
                    faults.Add(
                        new StartupFault(
                            name,
                            $"does not say what its acknowledgements survive, and {Word(wanted)} is required.",
                            "Let the store implement IDurableStore, or take the requirement out."
                        )
                    );
            }
            else
            {
                await AskAsync(name, durable, demand, faults, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask AskAsync(
        string name,
        IDurableStore store,
        Durability? demand,
        ICollection<StartupFault> faults,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await store.DurabilityAsync(cancellationToken).ConfigureAwait(false) is not { } actual)
                return;
            Log.StoreIs(logger, name, Word(actual.Durability), actual.Settings);
            if (actual.Durability < demand)
                faults.Add(
                    new StartupFault(
                        name,
                        $"is {Word(actual.Durability)} ({actual.Settings}), and {Word(demand.Value)} is required.",
                        actual.Remedy
                    )
                );
        }
        catch (CqrsKitException error)
        {
            faults.Add(
                new StartupFault(
                    name,
                    $"cannot be asked what its acknowledgements survive: {error.Message}",
                    "Start again when it answers."
                )
            );
        }
    }

    private static string Word(Durability durability) =>
        durability switch
        {
            Durability.PowerSafe => "power-safe",
            Durability.ProcessSafe => "process-safe",
            _ => "volatile",
        };

    private IEnumerable<(string Name, object Store, bool IsOfViews)> Stores()
    {
        if (provider.GetService<IWriteStore>() is { } write)
            yield return ("The write store", write, false);
        if (provider.GetService<IViewStore>() is { } views)
            yield return ("The view store", views, true);
        var names = registrations
            .Services.Where(service => service.IsKeyedService && service.ServiceType == typeof(IViewStore))
            .Select(service => service.ServiceKey)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        foreach (var name in names)
            yield return ($"The view store '{name}'", provider.GetRequiredKeyedService<IViewStore>(name), true);
    }
}
