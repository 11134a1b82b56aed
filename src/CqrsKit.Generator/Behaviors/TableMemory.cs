using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Remembers the table while nothing changes that it depends on: an edit in a method's body closes nothing anew.</summary>
internal sealed class TableMemory
{
    private readonly object _lock = new();
    private Outline? _outline;
    private PlanModel? _plan;
    private BehaviorTableModel? _table;

    /// <summary>The table of a compilation; null where it adds no behavior.</summary>
    public BehaviorTableModel? Read(PlanModel plan, Compilation compilation)
    {
        if (plan.Lists.Count == 0)
            return null;
        var outline = new Outline(compilation, Sheets.OfMembers);
        lock (_lock)
        {
            if (_outline is not null && _outline.IsSameAs(outline) && plan.Equals(_plan))
                return _table;
        }

        var table = new TableReader(compilation).Read(plan);
        lock (_lock)
            (_outline, _plan, _table) = (outline, plan, table);
        return table;
    }
}
