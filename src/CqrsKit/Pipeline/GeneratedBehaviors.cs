using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>The tables of closed behaviors that a generator wrote down, looked up by message.</summary>
internal sealed class GeneratedBehaviors
{
    private readonly Dictionary<ulong, List<(BehaviorTable Table, int Index)>> _places = [];

    public GeneratedBehaviors(IEnumerable<BehaviorTable> tables)
    {
        foreach (var table in tables.DistinctBy(table => table.GetType()))
        {
            for (var i = 0; i < table.Messages.Length; i++)
            {
                if (!_places.TryGetValue(table.Messages[i], out var places))
                    _places.Add(table.Messages[i], places = []);
                places.Add((table, i));
            }
        }
    }

    /// <summary>Whether one of these tables was made with the message in view, whatever fits it.</summary>
    public bool Knows(char kind, Type message, Type result, IEnumerable<Type> tables) =>
        Places(kind, message, result).Any(place => tables.Contains(place.Table.GetType()));

    /// <summary>The closed classes that fit a message.</summary>
    public BehaviorRow[] Rows(char kind, Type message, Type result) =>
        [
            .. Places(kind, message, result)
                .SelectMany(place => place.Table.Rows(place.Index))
                .Where(row => row.Message == message && row.Result == result), // assemblies may share a name
        ];

    /// <summary>The nests of a message.</summary>
    public PipelineNest<TMessage, TResult>[] Nests<TMessage, TResult>(char kind) =>
        [
            .. Places(kind, typeof(TMessage), typeof(TResult))
                .SelectMany(place => place.Table.Nests(place.Index))
                .OfType<PipelineNest<TMessage, TResult>>(),
        ];

    private List<(BehaviorTable Table, int Index)> Places(char kind, Type message, Type result) =>
        _places.GetValueOrDefault(HandlerKey.Of(kind, message, result), []);
}
