using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Testing.Rules;

/// <summary>Head, marks, epochs, streams and the signal of a log.</summary>
internal static class LogRules
{
    private static readonly StreamId A = Trial.Stream("a"),
        B = Trial.Stream("b");

    public static IEnumerable<Rule> All =>
        [
            new(TheHeadCoversWhatIsAcknowledged),
            new(PositionsAscendInCommitOrder),
            new(ALogHoldsItsOwnMarks),
            new(ALogHoldsNoOtherMarks),
            new(ARaisedEpochIsInForceAtOnce),
            new(AnEpochIsRaisedOnce),
            new(EventsOfLaterEpochsComeLater),
            new(AStreamIsReadFromAVersionOn),
            new(StreamsAreReadApart),
            new(ACommitPulsesTheSignal),
            new(AWaiterIsWokenByACommit),
        ];

    public static async Task TheHeadCoversWhatIsAcknowledged(Trial t)
    {
        for (var i = 0; i < 5; i++)
        {
            var outcome = await t.AppendAsync(A, B).ConfigureAwait(false);
            Expect.Equal(outcome.Mark, await t.HeadAsync().ConfigureAwait(false), $"the head after unit {i}");
        }
    }

    public static async Task PositionsAscendInCommitOrder(Trial t)
    {
        var units = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var group = new[] { t.Unit(A, B), t.Guarded(99, A), t.Unit(B) };
            await t.Writes.CommitAsync(group).ConfigureAwait(false);
            units.AddRange([group[0].UnitId, group[0].UnitId, group[2].UnitId]);
        }

        var events = await t.AllAsync().ConfigureAwait(false);
        Expect.Equal(units, events.Select(one => one.Info.UnitId), "the units of the log's events");
        Expect.True(
            events.Zip(events.Skip(1)).All(pair => pair.First.Position < pair.Second.Position),
            "positions ascend"
        );
        Expect.True(events[0].Position > Position.Start, "every position lies after the start");
        Expect.Equal(await t.HeadAsync().ConfigureAwait(false), events[^1].Mark, "the last event's mark is the head");
    }

    public static async Task ALogHoldsItsOwnMarks(Trial t)
    {
        Expect.True(
            await t.Log.HoldsAsync(LogMark.Start, default).ConfigureAwait(false),
            "an empty log holds the start"
        );
        await t.AppendAsync(A, B, A).ConfigureAwait(false);
        await t.AppendAsync(B).ConfigureAwait(false);
        Expect.True(await t.Log.HoldsAsync(LogMark.Start, default).ConfigureAwait(false), "every log holds the start");
        foreach (var one in await t.AllAsync().ConfigureAwait(false))
            Expect.True(await t.Log.HoldsAsync(one.Mark, default).ConfigureAwait(false), $"the log holds {one.Mark}");
    }

    public static async Task ALogHoldsNoOtherMarks(Trial t)
    {
        await t.AppendAsync(A).ConfigureAwait(false);
        await t.AppendAsync(B).ConfigureAwait(false);
        var events = await t.AllAsync().ConfigureAwait(false);
        var (first, last) = (events[0].Mark, events[1].Mark);
        foreach (
            var mark in (LogMark[])
                [
                    first with
                    {
                        UnitId = last.UnitId,
                    },
                    last with
                    {
                        UnitId = t.NewId(),
                    },
                    last with
                    {
                        UnitId = Guid.Empty,
                    },
                    last with
                    {
                        Position = last.Position with { Minor = last.Position.Minor + 1000 },
                    },
                    last with
                    {
                        Position = last.Position with { Epoch = last.Position.Epoch + 1 },
                    },
                    last with
                    {
                        Position = last.Position with { Major = last.Position.Major + 1 },
                    },
                    new LogMark(new Position(uint.MaxValue, ulong.MaxValue, ulong.MaxValue), last.UnitId),
                ]
        )
            Expect.True(!await t.Log.HoldsAsync(mark, default).ConfigureAwait(false), $"the log does not hold {mark}");
    }

    public static async Task ARaisedEpochIsInForceAtOnce(Trial t)
    {
        var before = await t.AppendAsync(A).ConfigureAwait(false);
        var epoch = (await t.Log.HeadAsync(default).ConfigureAwait(false)).Epoch;
        Expect.Equal(
            epoch + 1,
            await t.Log.RaiseEpochAsync(epoch, default).ConfigureAwait(false),
            "the epoch that is answered"
        );
        var head = await t.Log.HeadAsync(default).ConfigureAwait(false);
        Expect.Equal(
            (epoch + 1, before.Mark),
            (head.Epoch, head.Mark),
            "the head's epoch and mark, before any new event"
        );
        var after = await t.AppendAsync(A).ConfigureAwait(false);
        Expect.Equal(epoch + 1, after.Mark.Position.Epoch, "the epoch of a new event");
        Expect.Equal([new Writing.StreamVersion(A, 2)], after.Versions, "versions go on");
    }

    public static async Task AnEpochIsRaisedOnce(Trial t)
    {
        var epoch = (await t.Log.HeadAsync(default).ConfigureAwait(false)).Epoch;
        var raised = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(() => t.Log.RaiseEpochAsync(epoch, default).AsTask()))
            )
            .ConfigureAwait(false);
        Expect.Equal(Enumerable.Repeat(epoch + 1, 8), raised, "what each of the callers is answered");
        Expect.Equal(
            epoch + 1,
            await t.Log.RaiseEpochAsync(epoch, default).ConfigureAwait(false),
            "what a late caller is answered"
        );
        Expect.Equal(epoch + 1, (await t.Log.HeadAsync(default).ConfigureAwait(false)).Epoch, "the epoch in force");
        Expect.Equal(
            epoch + 2,
            await t.Log.RaiseEpochAsync(epoch + 1, default).ConfigureAwait(false),
            "raising the one in force"
        );
        var late = await t.Log.RaiseEpochAsync(epoch, default).ConfigureAwait(false);
        Expect.Equal(epoch + 2, late, "what a caller two epochs late is answered");
        Expect.Equal(
            epoch + 2,
            (await t.Log.HeadAsync(default).ConfigureAwait(false)).Epoch,
            "the epoch, which never falls"
        );
    }

    public static async Task EventsOfLaterEpochsComeLater(Trial t)
    {
        var units = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            units.Add((await t.AppendAsync(A).ConfigureAwait(false)).Mark.UnitId);
            units.Add((await t.AppendAsync(B).ConfigureAwait(false)).Mark.UnitId);
            await t
                .Log.RaiseEpochAsync((await t.Log.HeadAsync(default).ConfigureAwait(false)).Epoch, default)
                .ConfigureAwait(false);
        }

        foreach (var limit in (int[])[1, 3, 100])
        {
            var events = await t.AllAsync(limit: limit).ConfigureAwait(false);
            Expect.Equal(
                units,
                events.Select(one => one.Info.UnitId),
                $"the log over four epochs, in pages of {limit}"
            );
            Expect.True(
                events.Zip(events.Skip(1)).All(pair => pair.First.Position < pair.Second.Position),
                "positions ascend"
            );
        }
    }

    public static async Task AStreamIsReadFromAVersionOn(Trial t)
    {
        for (var i = 0; i < 6; i++)
            await t.AppendAsync(A, B).ConfigureAwait(false);
        await Check(0, 100, [1, 2, 3, 4, 5, 6]).ConfigureAwait(false);
        await Check(2, 100, [3, 4, 5, 6]).ConfigureAwait(false);
        await Check(2, 3, [3, 4, 5]).ConfigureAwait(false);
        await Check(0, 1, [1]).ConfigureAwait(false);
        await Check(6, 100, []).ConfigureAwait(false);
        await Check(60, 100, []).ConfigureAwait(false);

        async Task Check(long after, int limit, long[] expected)
        {
            var read = await t.Log.ReadStreamAsync(A, after, limit, default).ConfigureAwait(false);
            Expect.Equal(expected, read.Select(one => one.Version), $"versions after {after}, at most {limit}");
            Expect.True(read.All(one => one.Info.Stream == A), "all are events of the stream");
        }
    }

    public static async Task StreamsAreReadApart(Trial t)
    {
        StreamId[] streams = [new("", "c", "k"), new("t", "c", "k"), new("", "d", "k"), new("", "c", "K")];
        for (var i = 0; i < streams.Length; i++)
        {
            for (var j = 0; j <= i; j++)
                await t.AppendAsync(streams[i]).ConfigureAwait(false);
        }

        for (var i = 0; i < streams.Length; i++)
            Expect.Equal(
                i + 1,
                (await t.StreamAsync(streams[i]).ConfigureAwait(false)).Count,
                $"events of '{streams[i]}'"
            );
        Expect.Equal(
            0,
            (await t.StreamAsync(new("T", "c", "k")).ConfigureAwait(false)).Count,
            "events of an absent stream"
        );
    }

    public static async Task ACommitPulsesTheSignal(Trial t)
    {
        for (var i = 0; i < 3; i++)
        {
            var seen = t.Log.Signal.Count;
            await t.AppendAsync(A).ConfigureAwait(false);
            Expect.True(t.Log.Signal.Count > seen, "the signal was pulsed when the commit returned");
        }
    }

    public static async Task AWaiterIsWokenByACommit(Trial t)
    {
        var seen = t.Log.Signal.Count;
        var waiting = t.Log.Signal.WaitAsync(seen, TimeSpan.FromMinutes(1), default).AsTask();
        Expect.True(!waiting.IsCompleted, "the wait goes on while nothing is committed");
        await t.AppendAsync(A).ConfigureAwait(false);
        Expect.True(await waiting.ConfigureAwait(false), "the wait ends by a pulse");
    }
}
