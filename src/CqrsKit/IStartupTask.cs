using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit;

/// <summary>
/// What must hold, or be opened, before the first message: a check of the registrations, a store to open. All tasks of a
/// phase run, in order of registration, and their faults are reported together.
/// </summary>
public interface IStartupTask
{
    /// <summary>When it runs.</summary>
    StartupPhase Phase { get; }

    /// <summary>Opens and checks; adds what is wrong to <paramref name="faults"/> and throws only for bugs.</summary>
    ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken);
}
