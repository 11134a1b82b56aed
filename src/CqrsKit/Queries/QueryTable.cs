using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Pipeline;

namespace CqrsKit.Queries;

/// <summary>The application's queries and their linked paths; a path is linked at its first dispatch.</summary>
internal sealed class QueryTable
{
    private readonly FrozenDictionary<Type, Slot> _slots;
    private readonly PipelineTable _pipeline;

    public QueryTable(IEnumerable<QueryRegistration> registrations, PipelineTable pipeline)
    {
        Registrations = [.. registrations];
        _pipeline = pipeline;
        _slots = Registrations
            .DistinctBy(registration => registration.Message)
            .ToFrozenDictionary(registration => registration.Message, registration => new Slot(registration));
    }

    /// <summary>All rows, in order of registration.</summary>
    public IReadOnlyList<QueryRegistration> Registrations { get; }

    /// <summary>The path of a query's type.</summary>
    /// <exception cref="HandlerNotFoundException">There is no handler.</exception>
    public QueryEntry Find(Type query) =>
        _slots.TryGetValue(query, out var slot) ? slot.Entry(_pipeline) : throw new HandlerNotFoundException(query);

    private sealed class Slot(QueryRegistration registration)
    {
        private QueryEntry? _entry;

        public QueryEntry Entry(PipelineTable pipeline) =>
            Volatile.Read(ref _entry)
            ?? Interlocked.CompareExchange(ref _entry, registration.Link(pipeline), null)
            ?? _entry;
    }
}
