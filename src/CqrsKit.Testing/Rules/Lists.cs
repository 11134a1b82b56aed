using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Fills and lists the index "by" of a view "v".</summary>
internal static class Lists
{
    public static string Key(int i) => "k" + i.ToString("D3", CultureInfo.InvariantCulture);

    public static ReadOnlyMemory<byte> At(params ReadOnlySpan<IndexPart> parts) => IndexKey.Of(parts).Encoded;

    public static IndexRange Range(ReadOnlyMemory<byte> prefix = default, bool descending = false, int limit = 1000) =>
        new("by", prefix, null, descending, limit);

    public static async Task<GenerationId> Fill(Trial t, IEnumerable<ViewWrite> writes)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        // Out of order, so that the order of the rows is the index's own.
        await t.ApplyAsync(generation, 0, 1, [.. writes.Reverse()]).ConfigureAwait(false);
        return generation;
    }

    public static async Task<string[]> Keys(Trial t, IndexRange range)
    {
        var rows = await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false);
        return [.. rows.Select(row => row.Key.Key)];
    }

    /// <summary>All keys, page by page; a cursor is made from the number in the last key.</summary>
    public static async Task<List<string>> Pages(Trial t, IndexRange range, Func<int, ReadOnlyMemory<byte>> valueOf)
    {
        var seen = new List<string>();
        while (true)
        {
            var page = await Keys(t, range).ConfigureAwait(false);
            Expect.True(page.Length <= range.Limit, $"a page has at most {range.Limit} rows");
            if (page.Length == 0)
                return seen;
            seen.AddRange(page);
            var last = int.Parse(page[^1].AsSpan(1), CultureInfo.InvariantCulture);
            range = range with { After = new IndexCursor(valueOf(last), page[^1]) };
        }
    }
}
