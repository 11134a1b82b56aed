using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using CqrsKit.Dispatch;

namespace CqrsKit.Queries;

/// <summary>
/// The application's queries and their linked paths; a path is linked at its first dispatch. Public because a container builds
/// a dispatcher fastest through a public constructor that takes it; there is nothing in it for a user.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class QueryTable
{
    private readonly HandlerIndex _handlers;
    private readonly QueryLinks _links;
    private readonly TypeTable<QueryEntry> _entries = new();
    private readonly ConcurrentDictionary<(char Kind, Type Query, Type Result), QueryEntry> _others = new();

    internal QueryTable(HandlerIndex handlers, QueryLinks links, Dispatched dispatched)
    {
        _handlers = handlers;
        _links = links;
        Dispatched = dispatched;
    }

    internal Dispatched Dispatched { get; }

    /// <summary>The path of a query's type if it is linked, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal QueryEntry? Linked(Type query) => _entries.Find(query);

    /// <summary>The path of a query's type.</summary>
    /// <exception cref="HandlerNotFoundException">There is no handler.</exception>
    internal QueryEntry<TResult> Find<TResult>(Type query)
    {
        var entry =
            _entries.Find(query) ?? _entries.GetOrAdd(query, type => Link(HandlerKey.Query, type, typeof(TResult)));
        // One class may be several queries, one for each result.
        return entry as QueryEntry<TResult>
            ?? (QueryEntry<TResult>)
                _others.GetOrAdd(
                    (HandlerKey.Query, query, typeof(TResult)),
                    key => Link(key.Kind, key.Query, key.Result)
                );
    }

    /// <summary>The path of a stream query's type.</summary>
    /// <exception cref="HandlerNotFoundException">There is no handler.</exception>
    internal StreamEntry<TItem> FindStream<TItem>(Type query) =>
        (StreamEntry<TItem>)
            _others.GetOrAdd((HandlerKey.Stream, query, typeof(TItem)), key => Link(key.Kind, key.Query, key.Result));

    private QueryEntry Link(char kind, Type query, Type result) =>
        _handlers.Find(kind, query, result) is QueryHandlerRow row
            ? row.Link(_links)
            : throw new HandlerNotFoundException(query);
}
