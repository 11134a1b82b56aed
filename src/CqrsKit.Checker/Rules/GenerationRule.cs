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
                Begin(built);
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

    /// <summary>
    /// Of a number that is begun again after its store was set back, the earlier one counts: whoever slept meanwhile takes
    /// the one for the other, and fills it as far as the log had come when its own was begun.
    /// </summary>
    private void Begin(GenerationBuilt built)
    {
        var place = (built.View, built.Generation);
        if (
            _built.TryGetValue(place, out var before)
            && before is { } earlier
            && built.Head is { } head
            && Walk.DepthOf(earlier) < Walk.DepthOf(head)
        )
            return;
        _built[place] = built.Head;
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
