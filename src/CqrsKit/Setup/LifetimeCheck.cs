using System.Collections.Generic;
using System.Linq;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>
/// No singleton of the application (of a scanned assembly or one with a generated table) captures a scoped service, directly or through a transient one
/// (trap 36): it would keep one message's unit, tenant or session for the process's life.
/// </summary>
internal sealed class LifetimeCheck(Registrations registrations) : StartupCheck
{
    protected override IEnumerable<StartupFault> Find()
    {
        var search = new CaptiveSearch(registrations.Find);
        var assemblies = registrations.Assemblies.ToHashSet();
        foreach (var service in registrations.Services.Where(service => service.Lifetime == ServiceLifetime.Singleton))
        {
            if (service.IsKeyedService || service.ImplementationType is not { } type)
                continue;
            if (assemblies.Contains(type.Assembly) && search.From(type) is { } path)
                yield return CaptiveSearch.Fault(type, path);
        }
    }
}
