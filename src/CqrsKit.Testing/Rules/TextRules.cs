using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Streams of any name, kept apart by ordinal bytes.</summary>
internal static class TextRules
{
    public static IEnumerable<Rule> All =>
        [
            new(TenantsOfAnyTextAreApart),
            new(CategoriesOfAnyTextAreApart),
            new(KeysOfAnyTextAreApart),
            new(PartsOfAStreamDoNotRunTogether),
        ];

    public static Task TenantsOfAnyTextAreApart(Trial t) => Check(t, text => new StreamId(text, "c", "k"));

    public static Task CategoriesOfAnyTextAreApart(Trial t) => Check(t, text => new StreamId("t", text, "k"));

    public static Task KeysOfAnyTextAreApart(Trial t) => Check(t, text => new StreamId("t", "c", text));

    public static async Task PartsOfAStreamDoNotRunTogether(Trial t)
    {
        StreamId[] streams =
        [
            new("a", "b", "c"),
            new("ab", "", "c"),
            new("", "ab", "c"),
            new("a", "", "bc"),
            new("a", "bc", ""),
            new("", "", "abc"),
            new("a:b", "c", "d"),
            new("a", "b:c", "d"),
            new("a", "b/c", "d"),
            new("a", "b", "c/d"),
            new("a\0b", "c", "d"),
            new("a", "b\0c", "d"),
        ];
        await Check(t, streams).ConfigureAwait(false);
    }

    private static Task Check(Trial t, Func<string, StreamId> stream) => Check(t, [.. Rows.Texts.Select(stream)]);

    private static async Task Check(Trial t, StreamId[] streams)
    {
        for (var i = 0; i < streams.Length; i++)
        {
            var unit = t.Guarded(0, streams[i]) with
            {
                States = [new StateWrite(streams[i], 1, "json", Trial.Utf8($"{i}"))],
            };
            Expect.Committed(
                await t.TryAsync(unit).ConfigureAwait(false),
                $"the first event of stream {i}, '{streams[i]}'"
            );
        }

        var events = await t.AllAsync().ConfigureAwait(false);
        Expect.Equal(streams, events.Select(one => one.Info.Stream), "the streams as the log has them");
        for (var i = 0; i < streams.Length; i++)
        {
            var loaded = await t.LoadAsync(streams[i]).ConfigureAwait(false);
            Expect.Equal(1, loaded.Version, $"the version of stream {i}, '{streams[i]}'");
            Expect.Equal($"{i}", Trial.Text(loaded.State!.Data), $"its state");
            var read = await t.StreamAsync(streams[i]).ConfigureAwait(false);
            Expect.Equal([events[i].Info.EventId], read.Select(one => one.Info.EventId), "its events");
        }
    }
}
