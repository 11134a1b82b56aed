using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Inline views and writes of their rows.</summary>
internal static class Inline
{
    /// <summary>A new inline view, in force from here on; the log is covered, however long it is.</summary>
    public static async Task<InlineView> InForceAsync(Trial t, string name)
    {
        var generation = await t.CreateAsync(name, ViewMode.Inline).ConfigureAwait(false);
        var head = await t.HeadAsync().ConfigureAwait(false);
        var batch = new ViewBatch
        {
            Generation = generation,
            Fence = 0,
            Expected = LogMark.Start,
            Next = head,
        };
        Expect.Equal(ApplyOutcome.Applied, await t.Views.ApplyAsync(batch).ConfigureAwait(false), "covering the log");
        await t.SwitchAsync(null, generation, head).ConfigureAwait(false);
        return new InlineView(name, generation.Number);
    }

    /// <summary>A unit of one event that was folded into the views.</summary>
    public static WriteUnit Unit(Trial t, IReadOnlyList<InlineView> views, params InlineWrite[] writes) =>
        t.Unit(Trial.Stream("a")) with
        {
            InlineViews = views,
            InlineWrites = writes,
        };

    public static InlineWrite Put(InlineView view, string key, string text, long version) =>
        new(view, Rows.Put(key, text) with { ExpectedRowVersion = version }, null);

    public static InlineWrite Delete(InlineView view, string key, long version) =>
        new(view, Rows.Delete(key) with { ExpectedRowVersion = version }, null);

    /// <summary>Expects that a unit with the writes must be folded again.</summary>
    public static async Task MovedAsync(Trial t, InlineView view, params InlineWrite[] writes) =>
        Expect.Equal(
            UnitResult.InlineMoved,
            (await t.TryAsync(Unit(t, [view], writes)).ConfigureAwait(false)).Result,
            "the result"
        );

    /// <summary>What a query reads under a key; null for nothing.</summary>
    public static async Task<string?> TextAsync(Trial t, string view, string key)
    {
        var row = await t.ReadAsync(reader => reader.GetAsync(view, new ViewKey("", key), default))
            .ConfigureAwait(false);
        return row is null ? null : Trial.Text(row.Data);
    }
}
