using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Outcomes under idempotency keys.</summary>
internal static class OutcomeRules
{
    private static readonly StreamId A = Trial.Stream("a"),
        B = Trial.Stream("b");

    private static readonly OutcomeKey Key = new("tenant", "place-order", "key-1");

    public static IEnumerable<Rule> All =>
        [
            new(AnOutcomeIsKeptWithItsUnit),
            new(ATakenKeyRefusesAnotherUnit),
            new(AKeyIsTakenWithinAGroup),
            new(KeysDifferByTenantScopeAndValue),
            new(ARefusedUnitLeavesItsKeyFree),
            new(PurgingForgetsOldKeysOnly),
            new(AResultOfAnySizeIsKept),
        ];

    public static async Task AnOutcomeIsKeptWithItsUnit(Trial t)
    {
        Expect.Equal(null, await t.Writes.FindOutcomeAsync(Key, default).ConfigureAwait(false), "the outcome before");
        var committed = await t.CommitAsync(With(t.Unit(A, B), Key)).ConfigureAwait(false);
        await t.AppendAsync(A).ConfigureAwait(false);
        var found = await t.Writes.FindOutcomeAsync(Key, default).ConfigureAwait(false);
        Expect.True(found is not null, "the outcome is found");
        Expect.Equal(
            (Key, "v1:finger", "json"),
            (found!.Outcome.Key, found.Outcome.Fingerprint, found.Outcome.Codec),
            "key, fingerprint, codec"
        );
        Expect.Equal("result", Trial.Text(found.Outcome.Result), "the result");
        Expect.Outcome(committed, found.Unit, "the unit's outcome");
    }

    public static async Task ATakenKeyRefusesAnotherUnit(Trial t)
    {
        var first = await t.CommitAsync(With(t.Unit(A), Key)).ConfigureAwait(false);
        Expect.Equal(
            UnitResult.KeyTaken,
            (await t.TryAsync(With(t.Unit(B), Key, "other")).ConfigureAwait(false)).Result,
            "another unit"
        );
        Expect.Equal(0, (await t.LoadAsync(B).ConfigureAwait(false)).Version, "the refused unit's stream");
        var found = await t.Writes.FindOutcomeAsync(Key, default).ConfigureAwait(false);
        Expect.Equal("result", Trial.Text(found!.Outcome.Result), "the first result stays");
        Expect.Outcome(first, found.Unit, "and so does its unit");
    }

    public static async Task AKeyIsTakenWithinAGroup(Trial t)
    {
        var outcomes = await t
            .Writes.CommitAsync([With(t.Unit(A), Key), With(t.Unit(B), Key), t.Unit(B)])
            .ConfigureAwait(false);
        Expect.Equal(
            [UnitResult.Committed, UnitResult.KeyTaken, UnitResult.Committed],
            outcomes.Select(one => one.Result),
            "the results"
        );
        Expect.Equal(1, (await t.LoadAsync(B).ConfigureAwait(false)).Version, "the refused unit's stream");
    }

    public static async Task KeysDifferByTenantScopeAndValue(Trial t)
    {
        OutcomeKey[] keys =
        [
            new("t", "s", "v"),
            new("", "s", "v"),
            new("T", "s", "v"),
            new("t", "S", "v"),
            new("t", "", "v"),
            new("t", "s", "V"),
            new("t", "s", "v "),
            new("ts", "", "v"),
            .. Rows.Texts.Where(text => text.Length > 0).Select(text => new OutcomeKey(text, "texts", "v")),
            .. Rows.Texts.Where(text => text.Length > 0).Select(text => new OutcomeKey("texts", text, "v")),
            .. Rows
                .Texts.Where(text => text.Length is > 0 and <= 255)
                .Select(text => new OutcomeKey("t", "texts", text)),
        ];
        for (var i = 0; i < keys.Length; i++)
            Expect.Committed(
                await t.TryAsync(With(t.Unit(), keys[i], $"{i}")).ConfigureAwait(false),
                $"the unit under {keys[i]}"
            );
        for (var i = 0; i < keys.Length; i++)
        {
            var found = await t.Writes.FindOutcomeAsync(keys[i], default).ConfigureAwait(false);
            Expect.Equal(
                $"{i}",
                found is null ? null : Trial.Text(found.Outcome.Result),
                $"the result under {keys[i]}"
            );
        }
    }

    public static async Task ARefusedUnitLeavesItsKeyFree(Trial t)
    {
        Expect.Equal(
            UnitResult.Conflict,
            (await t.TryAsync(With(t.Guarded(7, A), Key)).ConfigureAwait(false)).Result,
            "the first unit"
        );
        Expect.Committed(
            await t.TryAsync(With(t.Unit(A), Key)).ConfigureAwait(false),
            "another unit under the same key"
        );
    }

    public static async Task PurgingForgetsOldKeysOnly(Trial t)
    {
        var (old, young) = (new OutcomeKey("", "s", "old"), new OutcomeKey("", "s", "young"));
        var unit = With(t.Unit(A), old);
        var first = await t.CommitAsync(unit).ConfigureAwait(false);
        await t.CommitAsync(With(t.Unit(A), young) with { RecordedAt = Trial.Noon.AddMicroseconds(1) })
            .ConfigureAwait(false);

        Expect.Equal(
            0,
            await t.Writes.PurgeOutcomesAsync(Trial.Noon, default).ConfigureAwait(false),
            "keys recorded before the first"
        );
        Expect.Equal(
            1,
            await t.Writes.PurgeOutcomesAsync(Trial.Noon.AddMicroseconds(1), default).ConfigureAwait(false),
            "keys recorded before the second"
        );
        Expect.Equal(null, await t.Writes.FindOutcomeAsync(old, default).ConfigureAwait(false), "the purged outcome");
        Expect.True(
            await t.Writes.FindOutcomeAsync(young, default).ConfigureAwait(false) is not null,
            "the young outcome stays"
        );
        Expect.Equal(2, (await t.AllAsync().ConfigureAwait(false)).Count, "events, which a purge leaves alone");
        Expect.Outcome(first, await t.TryAsync(unit).ConfigureAwait(false), "the unit, which is still committed once");
        Expect.Committed(
            await t.TryAsync(With(t.Unit(B), old)).ConfigureAwait(false),
            "another unit under the purged key"
        );
    }

    public static async Task AResultOfAnySizeIsKept(Trial t)
    {
        foreach (var length in (int[])[0, 1, 300_000])
        {
            var result = new byte[length];
            for (var i = 0; i < length; i++)
                result[i] = (byte)(i * 31);
            var key = new OutcomeKey("", "s", $"{length}");
            await t.CommitAsync(t.Unit() with { Outcome = new OutcomeWrite(key, "f", "json", result) })
                .ConfigureAwait(false);
            Expect.Bytes(
                result,
                (await t.Writes.FindOutcomeAsync(key, default).ConfigureAwait(false))!.Outcome.Result,
                $"a result of {length} bytes"
            );
        }
    }

    private static WriteUnit With(WriteUnit unit, OutcomeKey key, string result = "result") =>
        unit with
        {
            Outcome = new OutcomeWrite(key, "v1:finger", "json", Trial.Utf8(result)),
        };
}
