using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Writing;

/// <summary>
/// Brings a group to the store. Never throws: each unit ends with its outcome or its error, or with neither where its inline
/// rows have moved and it must be folded again.
/// </summary>
internal sealed class GroupWriter
{
    private readonly IWriteStore _store;
    private readonly InlineFold _inline;
    private readonly WritingOptions _options;
    private readonly ILogger<GroupWriter> _logger;
    private readonly Func<IReadOnlyCollection<InlineKey>, ValueTask<InlineRows>> _loadAsync;

    public GroupWriter(IWriteStore store, InlineFold inline, WritingOptions options, ILogger<GroupWriter> logger)
    {
        (_store, _inline, _options, _logger) = (store, inline, options, logger);
        _loadAsync = keys => store.LoadInlineAsync(keys, default);
    }

    public async ValueTask WriteAloneAsync(QueuedUnit unit)
    {
        try
        {
            if (_inline.IsNeededFor(unit))
                await _inline.FoldAsync([unit], _loadAsync).ConfigureAwait(false);
            if (unit.IsDone)
                return;
            var outcomes = await _store.CommitAsync([unit.Folded]).ConfigureAwait(false);
            Apply(unit, outcomes[0]);
        }
#pragma warning disable CA1031 // the error belongs to the unit, and its caller gets it
        catch (Exception error)
#pragma warning restore CA1031
        {
            unit.Error = error;
        }
    }

    public async ValueTask WriteAsync(List<QueuedUnit> group)
    {
        try
        {
            if (NeedsFold(group))
                await _inline.FoldAsync(group, _loadAsync).ConfigureAwait(false);
            await CommitAsync(group).ConfigureAwait(false);
        }
        catch (CommitUnknownException unknown)
        {
            foreach (var unit in group)
            {
                if (!unit.IsDone)
                    unit.Error = unknown;
            }
        }
#pragma warning disable CA1031 // whose fault it was shows when each is tried by itself
        catch (Exception error)
#pragma warning restore CA1031
        {
            Log.GroupFailed(_logger, error, group.Count);
            foreach (var unit in group)
            {
                if (!unit.IsDone)
                    await WriteAloneAsync(unit).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CommitAsync(List<QueuedUnit> group)
    {
        var ready = new List<QueuedUnit>(group.Count);
        var units = new List<WriteUnit>(group.Count);
        foreach (var unit in group)
        {
            if (unit.IsDone)
                continue;
            ready.Add(unit);
            units.Add(unit.Folded);
        }
        if (units.Count == 0)
            return;
        var outcomes = await _store.CommitAsync(units).ConfigureAwait(false);
        for (var i = 0; i < units.Count; i++)
            Apply(ready[i], outcomes[i]);
    }

    private bool NeedsFold(List<QueuedUnit> group)
    {
        foreach (var unit in group)
        {
            if (_inline.IsNeededFor(unit))
                return true;
        }
        return false;
    }

    private void Apply(QueuedUnit unit, UnitOutcome outcome)
    {
        if (outcome.Result != UnitResult.InlineMoved)
            unit.Outcome = outcome;
        else if (++unit.Refolds > _options.MaxRefolds)
            unit.Error = Conflicts.Of(outcome, Conflicts.StreamOf(unit.Unit), unit.Refolds);
    }
}
