using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Reading;

/// <summary>Every registered view, by the type that handlers read it as.</summary>
internal sealed class ViewTable
{
    private readonly FrozenDictionary<Type, ViewSource> _byType;

    public ViewTable(IEnumerable<ViewSource> sources)
    {
        All = [.. sources];
        foreach (var twice in All.GroupBy(source => source.ViewType).Where(group => group.Count() > 1))
            throw new CqrsKitException(
                $"{twice.Key} is the view of more than one projection ({string.Join(", ", twice.Select(source => $"'{source.Name}'"))}). Give each projection a view type of its own."
            );
        _byType = All.ToFrozenDictionary(source => source.ViewType);
    }

    /// <summary>All of them, in order of registration.</summary>
    public IReadOnlyList<ViewSource> All { get; }

    /// <summary>The source of a view type.</summary>
    public ViewSource Find(Type viewType) =>
        _byType.TryGetValue(viewType, out var source)
            ? source
            : throw new CqrsKitException(
                $"{viewType} is not a registered view. Register its projection with kit.AddView<…>()."
            );
}
