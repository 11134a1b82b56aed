using System;
using System.Collections.Generic;

namespace CqrsKit.Dispatch;

/// <summary>The instances of one scope that generated factories made; the first without a dictionary, as most scopes have one.</summary>
internal sealed class ScopeParts
{
    private object? _firstPart;
    private object? _first;
    private Dictionary<object, object>? _others;

    public T Get<T>(Part<T> part, IServiceProvider scope)
        where T : class
    {
        lock (this) // one is made for many a request: a lock of its own would cost it as much again
        {
            if (ReferenceEquals(_firstPart, part))
                return (T)_first!;
            if (_others is not null && _others.TryGetValue(part, out var known))
                return (T)known;
            var made = part.Make(scope);
            if (_firstPart is null)
                (_firstPart, _first) = (part, made);
            else
                (_others ??= []).Add(part, made);
            return made;
        }
    }
}
