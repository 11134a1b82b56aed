using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit;

/// <summary>Everything that is wrong with a configuration, in one exception, at start-up or at the first dispatch.</summary>
public sealed class StartupException(IReadOnlyList<StartupFault> faults) : CqrsKitException(Describe(faults))
{
    /// <summary>The faults, in the order in which they were found.</summary>
    public IReadOnlyList<StartupFault> Faults { get; } = faults;

    private static string Describe(IReadOnlyList<StartupFault> faults) =>
        $"CqrsKit cannot start: {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}."
        + string.Concat(faults.Select((fault, i) => $"{Environment.NewLine}  {i + 1}. {fault}"));
}
