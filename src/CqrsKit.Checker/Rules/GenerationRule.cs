using System.Collections.Generic;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>A generation is read only once it was switched to, and switched to only once it was filled.</summary>
internal sealed class GenerationRule(Walk walk) : Rule(walk)
{
    private readonly Dictionary<(string View, int Generation), Mark?> _built = [];
    private readonly Dictionary<string, int?> _active = [];

    public override void Passed(HistoryLine line)
    {
        switch (line)
        {
            case GenerationBuilt built:
                _built[(built.View, built.Generation)] = built.Head;
                break;
            case GenerationSwitched switched:
                Switch(switched);
                break;
            case GenerationRead read when _active.TryGetValue(read.View, out var active) && active != read.Generation:
                Walk.Report(
                    Invariant.Rebuild,
                    $"'{read.View}' was read in generation {read.Generation}, while {(active is null ? "none" : $"generation {active}")} was active."
                );
                break;
            case StoreRewound rewound:
                _active[rewound.View] = rewound.Active;
                break;
        }
    }

    private void Switch(GenerationSwitched switched)
    {
        _active[switched.View] = switched.To;
        if (switched.To is not { } to || !_built.TryGetValue((switched.View, to), out var head) || head is not { } end)
            return;
        // Where the log has lost what was to be seen, there is nothing to compare.
        if (Walk.DepthOf(end) is { } wanted && (Walk.DepthOf(switched.Through) ?? 0) < wanted)
            Walk.Report(
                Invariant.Rebuild,
                $"'{switched.View}' was switched to generation {to} at {switched.Through}; the log had reached {end} before it was begun."
            );
    }
}
