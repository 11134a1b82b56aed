using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Rows of a generation between two pages, at most so many bytes of payload. Two halves: what is used moves to the younger
/// one; when that is full, the older one is forgotten.
/// </summary>
internal sealed class RowCache(int capacity)
{
    // What a row costs beside its payload: the view's objects and the entry, roughly.
    private const int RowCost = 200;

    private Dictionary<ViewKey, FoldedRow> _young = [];
    private Dictionary<ViewKey, FoldedRow> _old = [];
    private int _youngSize;

    /// <summary>The row of a key, or null where it is not known.</summary>
    public FoldedRow? Find(ViewKey key) =>
        _young.TryGetValue(key, out var row) || _old.TryGetValue(key, out row) ? row : null;

    /// <summary>
    /// Takes the row of a key out, to be kept again as it is stored then; a new one where it is not known. So a row that is
    /// written page after page stays one object.
    /// </summary>
    public FoldedRow Take(ViewKey key)
    {
        if (_young.Remove(key, out var row))
            _youngSize -= SizeOf(row);
        else if (!_old.Remove(key, out row))
            row = new FoldedRow();
        return row;
    }

    /// <summary>Keeps a row that was taken out, as it is stored now.</summary>
    public void Keep(FoldedRow row, ViewKey key)
    {
        _young[key] = row;
        _youngSize += SizeOf(row);
        if (_youngSize <= capacity / 2)
            return;
        (_old, _young) = (_young, _old);
        _young.Clear();
        _youngSize = 0;
    }

    /// <summary>Forgets a row.</summary>
    public void Forget(ViewKey key)
    {
        if (_young.Remove(key, out var row))
            _youngSize -= SizeOf(row);
        _old.Remove(key);
    }

    private static int SizeOf(FoldedRow row) => RowCost + 2 * row.Length;
}
