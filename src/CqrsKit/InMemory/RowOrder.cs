using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>Sorts rows by tenant and key alone.</summary>
internal sealed class RowOrder : IComparer<StoredView>
{
    private RowOrder() { }

    public static RowOrder Comparer { get; } = new();

    /// <summary>A row to look another one up by.</summary>
    public static StoredView Probe(ViewKey key) => new(key, default, 0);

    public int Compare(StoredView? x, StoredView? y) => x!.Key.CompareTo(y!.Key);
}
