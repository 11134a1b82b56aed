using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// The fold of one kind of view. Say in the constructor which events it takes, each with a key and a pure change; no
/// clock, no look-ups, no effects, so that a rebuild gives the same views.
/// </summary>
/// <typeparam name="TView">The view: an immutable record that the codec can store.</typeparam>
public abstract class Projection<TView>(string name, int version = 1) : Projection(name, version)
    where TView : class
{
    private readonly Dictionary<Type, Rule> _rules = [];
    private bool _wantsContext;
    private readonly Dictionary<string, Func<TView, IndexKey?>> _indexes = new(StringComparer.Ordinal);

    private delegate string OneKey(IEvent @event, EventInfo info);

    private delegate IEnumerable<string> Keys(IEvent @event, EventInfo info);

    private delegate TView? Change(string key, TView? view, IEvent @event, EventInfo info);

    /// <inheritdoc/>
    public override Type ViewType => typeof(TView);

    /// <inheritdoc/>
    public override IReadOnlyCollection<Type> EventTypes => _rules.Keys;

    internal override bool WantsContext => _wantsContext;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Indexes => _indexes.Keys;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> KeysOf(IEvent @event, EventInfo info)
    {
        if (RuleOf(@event) is not { } rule)
            return [];
        if (rule.OneKey is { } one)
            return [one(@event, info)];
        var keys = rule.Keys!(@event, info);
        return [.. keys.Distinct(StringComparer.Ordinal)];
    }

    internal sealed override bool TryOneKey(IEvent @event, EventInfo info, out string? key)
    {
        var one = RuleOf(@event)?.OneKey;
        key = one?.Invoke(@event, info);
        return one is not null;
    }

    /// <inheritdoc/>
    public sealed override object? Fold(string key, object? view, IEvent @event, EventInfo info) =>
        RuleOf(@event) is { } rule ? rule.Change(key, (TView?)view, @event, info) : view;

    /// <inheritdoc/>
    public override IReadOnlyList<IndexEntry> EntriesOf(object view)
    {
        if (_indexes.Count == 0)
            return [];
        var entries = new List<IndexEntry>(_indexes.Count);
        foreach (var (name, by) in _indexes)
        {
            if (by((TView)view) is { } key)
                entries.Add(new IndexEntry(name, key.Encoded));
        }

        return entries;
    }

    /// <summary>An event that touches one key.</summary>
    /// <param name="key">The key that the event touches.</param>
    /// <param name="fold">The view after the event, from the view before (null where there is none); null deletes it.</param>
    protected void On<TEvent>(Func<TEvent, string> key, Func<TView?, TEvent, TView?> fold)
        where TEvent : IEvent => Add<TEvent>((e, _) => key((TEvent)e), null, (_, view, e, _) => fold(view, (TEvent)e));

    /// <summary>An event that touches several keys, each folded by itself.</summary>
    /// <param name="keys">The keys that the event touches; repeated ones count once.</param>
    /// <param name="fold">The view under the key after the event, from the view before; null deletes it.</param>
    protected void OnEach<TEvent>(Func<TEvent, IEnumerable<string>> keys, Func<string, TView?, TEvent, TView?> fold)
        where TEvent : IEvent =>
        Add<TEvent>(null, (e, _) => keys((TEvent)e), (key, view, e, _) => fold(key, view, (TEvent)e));

    /// <summary>An event whose stream, time or metadata matters.</summary>
    /// <param name="key">The key that the event touches.</param>
    /// <param name="fold">The view after the event, from the view before; null deletes it.</param>
    protected void OnRecorded<TEvent>(Func<TEvent, EventInfo, string> key, Func<TView?, TEvent, EventInfo, TView?> fold)
        where TEvent : IEvent
    {
        Add<TEvent>((e, info) => key((TEvent)e, info), null, (_, view, e, info) => fold(view, (TEvent)e, info));
        _wantsContext = true;
    }

    /// <summary>An index by which views are listed.</summary>
    /// <param name="name">Its name within the view.</param>
    /// <param name="by">The view's place in it; null leaves the view out.</param>
    protected void Index(string name, Func<TView, IndexKey?> by)
    {
        if (!_indexes.TryAdd(name, by))
            throw new ArgumentException($"View '{Name}' declares the index '{name}' twice.", nameof(name));
    }

    private void Add<TEvent>(OneKey? oneKey, Keys? keys, Change change)
    {
        if (!_rules.TryAdd(typeof(TEvent), new Rule(oneKey, keys, change)))
            throw new ArgumentException($"View '{Name}' folds the event {typeof(TEvent)} twice.", nameof(change));
    }

    private Rule? RuleOf(IEvent @event)
    {
        if (_rules.TryGetValue(@event.GetType(), out var exact))
            return exact;
        foreach (var (type, rule) in _rules)
        {
            if (type.IsInstanceOfType(@event))
                return rule;
        }

        return null;
    }

    /// <summary>What becomes of an event: under one key, or under those of a list.</summary>
    private sealed record Rule(OneKey? OneKey, Keys? Keys, Change Change);
}
