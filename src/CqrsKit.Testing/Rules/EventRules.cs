using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Testing.Rules;

/// <summary>Every field of an event comes back as it was stored.</summary>
internal static class EventRules
{
    private static readonly StreamId A = Trial.Stream("a");

    public static IEnumerable<Rule> All =>
        [
            new(EveryFieldComesBack),
            new(NullAndEmptyStayApart),
            new(TextsOfAnyKindComeBack),
            new(TimesComeBackToTheMicrosecond),
            new(TagsKeepTheirOrder),
            new(PayloadsOfAnyBytesComeBack),
        ];

    public static Task EveryFieldComesBack(Trial t) =>
        Check(
            t,
            info =>
                [
                    info with
                    {
                        Stream = new StreamId("tenant", "category", "key"),
                        Name = "order-placed",
                        SchemaVersion = 3,
                        Codec = "json+gzip",
                        CorrelationId = "correlation",
                        CausationId = "causation",
                        User = "user",
                        Metadata = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
                        Tags = ["x", "y"],
                    },
                    info,
                ]
        );

    public static Task NullAndEmptyStayApart(Trial t) =>
        Check(
            t,
            info =>
                [
                    info with
                    {
                        CorrelationId = null,
                        CausationId = "",
                        User = null,
                    },
                    info with
                    {
                        CorrelationId = "",
                        CausationId = null,
                        User = "",
                    },
                    info with
                    {
                        Metadata = new Dictionary<string, string> { [""] = "" },
                        Tags = [""],
                    },
                    info with
                    {
                        Metadata = new Dictionary<string, string>(),
                        Tags = [],
                    },
                ]
        );

    public static Task TextsOfAnyKindComeBack(Trial t) =>
        Check(
            t,
            info =>
                Rows.Texts.Select(text =>
                    info with
                    {
                        Name = text.Length is > 0 and <= 200 ? text : info.Name,
                        Codec = text.Length is > 0 and <= 200 ? text : info.Codec,
                        CorrelationId = text,
                        CausationId = text,
                        User = text,
                        Metadata = new Dictionary<string, string> { [text] = text, [text + "'"] = text },
                        Tags = [text, text],
                    }
                )
        );

    public static Task TimesComeBackToTheMicrosecond(Trial t) =>
        Check(
            t,
            info =>
                new[]
                {
                    Trial.Noon,
                    Trial.Noon.AddMicroseconds(998),
                    new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMicroseconds(1),
                    DateTimeOffset.UnixEpoch,
                    DateTimeOffset.UnixEpoch.AddMicroseconds(-1),
                    new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999),
                }.Select(time => info with { RecordedAt = time })
        );

    public static Task TagsKeepTheirOrder(Trial t) =>
        Check(t, info => [info with { Tags = ["b", "a", "B", "a", "c"] }]);

    public static async Task PayloadsOfAnyBytesComeBack(Trial t)
    {
        byte[][] payloads =
        [
            [],
            [0],
            [.. Enumerable.Range(0, 256).Select(value => (byte)value)],
            [0xFF, 0xFE, 0xC0, 0x80],
            [.. Enumerable.Range(0, 1_000_000).Select(value => (byte)(value * 7))],
        ];
        var unit = t.Unit();
        unit = unit with { Events = [.. payloads.Select(data => t.Event(A, unit.UnitId) with { Data = data })] };
        await t.CommitAsync(unit).ConfigureAwait(false);
        var (logged, stream) = (await t.AllAsync().ConfigureAwait(false), await t.StreamAsync(A).ConfigureAwait(false));
        for (var i = 0; i < payloads.Length; i++)
        {
            Expect.Bytes(payloads[i], logged[i].Data, $"payload {i} in the log");
            Expect.Bytes(payloads[i], stream[i].Data, $"payload {i} in its stream");
        }
    }

    private static async Task Check(Trial t, Func<EventInfo, IEnumerable<EventInfo>> variants)
    {
        var unit = t.Unit();
        var template = t.Event(A, unit.UnitId);
        EventInfo[] infos = [.. variants(template.Info).Select(info => info with { EventId = t.NewId() })];
        await t.CommitAsync(unit with { Events = [.. infos.Select(info => template with { Info = info })] })
            .ConfigureAwait(false);

        var logged = await t.AllAsync().ConfigureAwait(false);
        Expect.Equal(infos.Length, logged.Count, "events in the log");
        for (var i = 0; i < infos.Length; i++)
        {
            Expect.Info(infos[i], logged[i].Info, $"event {i} in the log");
            var stream = await t.StreamAsync(infos[i].Stream).ConfigureAwait(false);
            Expect.Info(
                infos[i],
                stream.First(one => one.Info.EventId == infos[i].EventId).Info,
                $"event {i} in its stream"
            );
        }
    }
}
