using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Setup;

/// <summary>A start-up task that looks at registrations only.</summary>
internal abstract class StartupCheck : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var fault in Find())
            faults.Add(fault);
        return default;
    }

    /// <summary>What is wrong.</summary>
    protected abstract IEnumerable<StartupFault> Find();
}
