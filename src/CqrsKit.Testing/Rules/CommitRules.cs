using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Units, guards and states.</summary>
internal static class CommitRules
{
    private static readonly StreamId A = Trial.Stream("a"),
        B = Trial.Stream("b");

    public static IEnumerable<Rule> All =>
        [
            new(AnEmptyStoreHoldsNothing),
            new(AUnitIsCommittedWhole),
            new(AUnitMaySpanSeveralStreams),
            new(AConflictLeavesNothing),
            new(AConflictSaysWhatItFound),
            new(AGuardOnAnotherStreamRefuses),
            new(AnAbsentStreamIsAtVersionZero),
            new(WithoutAGuardAUnitGoesAfterWhatIsThere),
            new(VersionsHaveNoGaps),
            new(AUnitWithoutEventsStandsAtTheHead),
            new(AStateIsStoredAtItsStreamsVersion),
            new(BuffersOfTheCallerAreCopied),
        ];

    public static async Task AnEmptyStoreHoldsNothing(Trial t)
    {
        Expect.Equal(new StoredStream(0, null), await t.LoadAsync(A).ConfigureAwait(false), "an absent stream");
        var head = await t.Log.HeadAsync(default).ConfigureAwait(false);
        Expect.Equal(LogMark.Start, head.Mark, "the head of an empty log");
        Expect.True(head.LogId != Guid.Empty, "a log has an identity");
        Expect.True(head.Epoch >= 1, "the first epoch is at least 1");
        var inline = await t.Writes.LoadInlineAsync([new InlineKey("v", "", "k")], default).ConfigureAwait(false);
        Expect.Equal((0, 0), (inline.InForce.Count, inline.Rows.Count), "inline views and rows of an empty store");
    }

    public static async Task AUnitIsCommittedWhole(Trial t)
    {
        var outcome = await t.CommitAsync(t.Guarded(0, A, A)).ConfigureAwait(false);
        var head = await t.Log.HeadAsync(default).ConfigureAwait(false);
        Expect.Equal(head.Mark, outcome.Mark, "the mark of the last unit is the head");
        Expect.Equal(head.LogId, outcome.LogId, "the outcome names the log");
        Expect.Equal([new StreamVersion(A, 2)], outcome.Versions, "the versions after the unit");
        Expect.Equal(2, (await t.LoadAsync(A).ConfigureAwait(false)).Version, "the stream's version");
        Expect.Equal(
            [1L, 2L],
            (await t.StreamAsync(A).ConfigureAwait(false)).Select(one => one.Version),
            "the versions of its events"
        );
    }

    public static async Task AUnitMaySpanSeveralStreams(Trial t)
    {
        var unit = t.Unit(A, B, A) with { Guards = [new VersionGuard(A, 0), new VersionGuard(B, 0)] };
        var outcome = await t.CommitAsync(unit).ConfigureAwait(false);
        var versions = outcome.Versions.OrderBy(one => one.Stream.Key, Utf8Order.Comparer);
        Expect.Equal([new StreamVersion(A, 2), new StreamVersion(B, 1)], versions, "a version for each stream, once");
        var logged = (await t.AllAsync().ConfigureAwait(false)).Select(one => one.Info.EventId);
        Expect.Equal(
            unit.Events.Select(one => one.Info.EventId),
            logged,
            "the log has the unit's events in their order"
        );
        Expect.Equal(2, (await t.StreamAsync(A).ConfigureAwait(false)).Count, "events of the first stream");
        Expect.Equal(1, (await t.StreamAsync(B).ConfigureAwait(false)).Count, "events of the second stream");
    }

    public static async Task AConflictLeavesNothing(Trial t)
    {
        await t.AppendAsync(B).ConfigureAwait(false);
        var key = new OutcomeKey("", "scope", "key");
        var unit = t.Unit(A, B) with
        {
            Guards = [new VersionGuard(A, 0), new VersionGuard(B, 0)],
            States = [new StateWrite(A, 1, "json", Trial.Utf8("a"))],
            Outcome = new OutcomeWrite(key, "f", "json", Trial.Utf8("r")),
        };
        Expect.Equal(
            UnitResult.Conflict,
            (await t.TryAsync(unit).ConfigureAwait(false)).Result,
            "the second guard does not hold"
        );
        Expect.Equal(
            new StoredStream(0, null),
            await t.LoadAsync(A).ConfigureAwait(false),
            "the stream whose guard held"
        );
        Expect.Equal(1, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
        Expect.Equal(
            null,
            await t.Writes.FindOutcomeAsync(key, default).ConfigureAwait(false),
            "the outcome under the key"
        );

        var again = unit with { Guards = [new VersionGuard(A, 0), new VersionGuard(B, 1)] };
        Expect.Committed(await t.TryAsync(again).ConfigureAwait(false), "the same unit, once its guards hold");
    }

    public static async Task AConflictSaysWhatItFound(Trial t)
    {
        await t.AppendAsync(A, A, A).ConfigureAwait(false);
        var guard = new VersionGuard(A, 2);
        var outcome = await t.TryAsync(t.Unit(B, A) with { Guards = [guard, new VersionGuard(B, 0)] })
            .ConfigureAwait(false);
        Expect.Equal(UnitResult.Conflict, outcome.Result, "the result");
        Expect.Equal<UnitGuard?>(guard, outcome.Guard, "the guard that did not hold");
        Expect.Equal(3, outcome.ActualVersion, "the version that was found");
    }

    public static async Task AGuardOnAnotherStreamRefuses(Trial t)
    {
        await t.AppendAsync(B).ConfigureAwait(false);
        var held = t.Unit(A) with { Guards = [new VersionGuard(B, 1)] };
        Expect.Committed(
            await t.TryAsync(held).ConfigureAwait(false),
            "a guard that holds, on a stream that is not appended to"
        );
        var broken = t.Unit(A) with { Guards = [new VersionGuard(B, 2)] };
        Expect.Equal(
            UnitResult.Conflict,
            (await t.TryAsync(broken).ConfigureAwait(false)).Result,
            "a guard that does not hold"
        );
        var alone = t.Unit() with { Guards = [new VersionGuard(B, 0)] };
        Expect.Equal(
            UnitResult.Conflict,
            (await t.TryAsync(alone).ConfigureAwait(false)).Result,
            "a guard in a unit without events"
        );
    }

    public static async Task AnAbsentStreamIsAtVersionZero(Trial t)
    {
        var outcome = await t.TryAsync(t.Guarded(3, A)).ConfigureAwait(false);
        Expect.Equal(UnitResult.Conflict, outcome.Result, "version 3 is demanded of an absent stream");
        Expect.Equal(0, outcome.ActualVersion, "the version of an absent stream");
        Expect.Committed(
            await t.TryAsync(t.Guarded(0, A)).ConfigureAwait(false),
            "version 0 is demanded of an absent stream"
        );
        Expect.Equal(
            UnitResult.Conflict,
            (await t.TryAsync(t.Guarded(0, A)).ConfigureAwait(false)).Result,
            "and again, now that it exists"
        );
    }

    public static async Task WithoutAGuardAUnitGoesAfterWhatIsThere(Trial t)
    {
        await t.AppendAsync(A, A).ConfigureAwait(false);
        var outcome = await t.AppendAsync(A).ConfigureAwait(false);
        Expect.Equal([new StreamVersion(A, 3)], outcome.Versions, "the version after an unconditional append");
    }

    public static async Task VersionsHaveNoGaps(Trial t)
    {
        for (var i = 0; i < 5; i++)
        {
            await t.Writes.CommitAsync([t.Guarded(i, A), t.Guarded(i, A), t.Unit(B)]).ConfigureAwait(false);
            await t.TryAsync(t.Guarded(99, A)).ConfigureAwait(false);
        }

        Expect.Equal(
            [1L, 2L, 3L, 4L, 5L],
            (await t.StreamAsync(A).ConfigureAwait(false)).Select(one => one.Version),
            "versions after conflicts"
        );
    }

    public static async Task AUnitWithoutEventsStandsAtTheHead(Trial t)
    {
        var empty = await t.CommitAsync(t.Unit()).ConfigureAwait(false);
        Expect.Equal(LogMark.Start, empty.Mark, "the mark of a unit without events in an empty log");
        var before = await t.AppendAsync(A).ConfigureAwait(false);
        var unit = t.Unit();
        var outcome = await t.CommitAsync(unit).ConfigureAwait(false);
        Expect.Equal(before.Mark, outcome.Mark, "the mark of a unit without events");
        Expect.Equal(0, outcome.Versions.Count, "its versions");
        Expect.Equal(1, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
        await t.AppendAsync(A).ConfigureAwait(false);
        Expect.Outcome(outcome, await t.TryAsync(unit).ConfigureAwait(false), "the outcome of its repeat");
    }

    public static async Task AStateIsStoredAtItsStreamsVersion(Trial t)
    {
        var (one, two) = (Trial.Utf8("one"), Trial.Utf8("two"));
        await t.CommitAsync(t.Unit(A, A, B) with { States = [new StateWrite(A, 4, "json", one)] })
            .ConfigureAwait(false);
        await Check(t, 2, 2, 4, "json", one).ConfigureAwait(false);
        await t.AppendAsync(A).ConfigureAwait(false);
        await Check(t, 3, 2, 4, "json", one).ConfigureAwait(false);
        await t.CommitAsync(t.Unit(A) with { States = [new StateWrite(A, 5, "other", two)] }).ConfigureAwait(false);
        await Check(t, 4, 4, 5, "other", two).ConfigureAwait(false);
        Expect.Equal(null, (await t.LoadAsync(B).ConfigureAwait(false)).State, "the state of a stream that has none");

        await t.CommitAsync(t.Unit() with { States = [new StateWrite(A, 6, "json", Array.Empty<byte>())] })
            .ConfigureAwait(false);
        await Check(t, 4, 4, 6, "json", []).ConfigureAwait(false);
    }

    public static async Task BuffersOfTheCallerAreCopied(Trial t)
    {
        var buffer = Trial.Utf8("before");
        var unit = t.Unit(A);
        unit = unit with
        {
            Events = [unit.Events[0] with { Data = buffer }],
            States = [new StateWrite(A, 1, "json", buffer)],
        };
        await t.CommitAsync(unit).ConfigureAwait(false);
        buffer.AsSpan().Fill((byte)'x');
        Expect.Equal("before", Trial.Text((await t.AllAsync().ConfigureAwait(false))[0].Data), "the event's payload");
        Expect.Equal(
            "before",
            Trial.Text((await t.LoadAsync(A).ConfigureAwait(false)).State!.Data),
            "the state's payload"
        );
    }

    private static async Task Check(Trial t, long version, long stateVersion, int schema, string codec, byte[] data)
    {
        var stored = await t.LoadAsync(A).ConfigureAwait(false);
        Expect.Equal(version, stored.Version, "the stream's version");
        Expect.True(stored.State is not null, "the state is there");
        Expect.Equal(
            (stateVersion, schema, codec),
            (stored.State!.Version, stored.State.SchemaVersion, stored.State.Codec),
            "the state's version, schema and codec"
        );
        Expect.Bytes(data, stored.State.Data, "the state");
    }
}
