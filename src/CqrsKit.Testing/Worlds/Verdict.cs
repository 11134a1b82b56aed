using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker;

namespace CqrsKit.Testing.Worlds;

/// <summary>Asks the checker, and the user's own invariants.</summary>
internal static class Verdict
{
    public static List<Problem> Of(Script script, Recorder recorder)
    {
        var problems = new List<Problem>();
        foreach (var finding in HistoryChecker.Check(recorder.Lines).Findings)
            problems.Add(new Problem(finding.Invariant.ToString(), finding.Message));
        if (recorder.Broken is { } broken)
            problems.Add(new Problem("Always", broken));
        var rows = recorder.Fold.All();
        foreach (var tenant in script.Options.Tenants)
        {
            var end = new SimulationEnd(tenant, recorder.Fold.EventsOf(tenant), rows);
            problems.AddRange(
                script
                    .Ends.Where(one => !one.Holds(end))
                    .Select(one => new Problem(one.Name, $"does not hold for tenant '{tenant}' in the end."))
            );
        }

        return problems;
    }
}
