using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace CqrsKit.Dispatch;

/// <summary>
/// What belongs to a message's type, found in a few nanoseconds and filled as messages are first sent: open addressing over
/// an array that is replaced, never changed, so that readers take no lock.
/// </summary>
internal sealed class TypeTable<TEntry>
    where TEntry : class
{
    private readonly Lock _lock = new();
    private Row[] _rows = new Row[64];
    private int _count;

    /// <summary>The entry of a type, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TEntry? Find(Type type)
    {
        var rows = _rows;
        for (var i = RuntimeHelpers.GetHashCode(type); ; i++)
        {
            ref readonly var row = ref rows[i & (rows.Length - 1)];
            if (ReferenceEquals(row.Type, type))
                return row.Entry;
            if (row.Type is null)
                return null;
        }
    }

    /// <summary>Adds the entry of a type, and the first one stays where several make it at once.</summary>
    public TEntry GetOrAdd(Type type, Func<Type, TEntry> make)
    {
        if (Find(type) is { } known)
            return known;
        var entry = make(type); // outside the lock: what it resolves may take the container's
        lock (_lock)
        {
            if (Find(type) is { } meanwhile)
                return meanwhile;
            var rows = new Row[(_count + 1) * 4 > _rows.Length ? _rows.Length * 2 : _rows.Length];
            foreach (var row in _rows)
            {
                if (row.Type is not null)
                    Put(rows, row);
            }

            Put(rows, new Row(type, entry));
            _count++;
            Volatile.Write(ref _rows, rows);
            return entry;
        }
    }

    private static void Put(Row[] rows, Row row)
    {
        var i = RuntimeHelpers.GetHashCode(row.Type!);
        while (rows[i & (rows.Length - 1)].Type is not null)
            i++;
        rows[i & (rows.Length - 1)] = row;
    }

    private readonly record struct Row(Type? Type, TEntry? Entry);
}
