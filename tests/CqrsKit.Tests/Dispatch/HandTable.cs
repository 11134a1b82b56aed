using System;
using System.Linq;
using CqrsKit.Dispatch;

namespace CqrsKit.Tests.Dispatch;

/// <summary>A table of handlers as a generator writes it, by hand; it counts the rows that were made.</summary>
internal abstract class HandTable(params (ulong Key, Func<HandlerRow> Row)[] rows) : HandlerTable
{
    private readonly ulong[] _keys = [.. rows.Select(row => row.Key)];

    public int Made { get; private set; }

    public override ReadOnlySpan<ulong> Messages => _keys;

    public override HandlerRow Row(int index)
    {
        Made++;
        return rows[index].Row();
    }
}
