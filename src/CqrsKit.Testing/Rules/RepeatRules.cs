using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>A unit is committed at most once, and never after it was claimed as aborted.</summary>
internal static class RepeatRules
{
    private static readonly StreamId A = Trial.Stream("a"),
        B = Trial.Stream("b");

    public static IEnumerable<Rule> All =>
        [
            new(AUnitIsCommittedOnce),
            new(AUnitTwiceInAGroupIsCommittedOnce),
            new(ARepeatLooksAtNoGuards),
            new(AnAbortedUnitIsNeverCommitted),
            new(ACommittedUnitCannotBeAborted),
            new(ARefusedUnitCanBeAborted),
            new(CommitAndClaimAgree),
        ];

    public static async Task AUnitIsCommittedOnce(Trial t)
    {
        var unit = t.Guarded(0, A, B, A);
        var first = await t.CommitAsync(unit).ConfigureAwait(false);
        await t.AppendAsync(A, B).ConfigureAwait(false);
        var head = await t.HeadAsync().ConfigureAwait(false);
        Expect.Outcome(first, await t.TryAsync(unit).ConfigureAwait(false), "the outcome of a repeat");
        Expect.Equal(head, await t.HeadAsync().ConfigureAwait(false), "the head after the repeat");
        Expect.Equal(5, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
    }

    public static async Task AUnitTwiceInAGroupIsCommittedOnce(Trial t)
    {
        var unit = t.Guarded(0, A);
        var outcomes = await t.Writes.CommitAsync([unit, t.Unit(B), unit]).ConfigureAwait(false);
        Expect.Committed(outcomes[0], "the first");
        Expect.Outcome(outcomes[0], outcomes[2], "the repeat in the same group");
        Expect.Equal(2, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
    }

    public static async Task ARepeatLooksAtNoGuards(Trial t)
    {
        var unit = t.Guarded(0, A) with
        {
            Outcome = new OutcomeWrite(new OutcomeKey("", "s", "k"), "f", "json", Trial.Utf8("r")),
            States = [new StateWrite(A, 1, "json", Trial.Utf8("first"))],
        };
        var first = await t.CommitAsync(unit).ConfigureAwait(false);
        await t.CommitAsync(t.Guarded(1, A) with { States = [new StateWrite(A, 1, "json", Trial.Utf8("second"))] })
            .ConfigureAwait(false);
        Expect.Outcome(
            first,
            await t.TryAsync(unit).ConfigureAwait(false),
            "the outcome, though guard and key no longer allow the unit"
        );
        Expect.Equal(
            "second",
            Trial.Text((await t.LoadAsync(A).ConfigureAwait(false)).State!.Data),
            "the state, which a repeat leaves alone"
        );
    }

    public static async Task AnAbortedUnitIsNeverCommitted(Trial t)
    {
        var unit = t.Guarded(0, A);
        for (var i = 0; i < 2; i++)
        {
            Expect.Equal(
                null,
                await t.Writes.ClaimAbortedAsync(unit.UnitId, default).ConfigureAwait(false),
                "the claim's answer"
            );
            var outcomes = await t.Writes.CommitAsync([unit, t.Unit(B)]).ConfigureAwait(false);
            Expect.Equal([UnitResult.Aborted, UnitResult.Committed], outcomes.Select(one => one.Result), "the results");
        }

        Expect.Equal(0, (await t.LoadAsync(A).ConfigureAwait(false)).Version, "the aborted unit's stream");
    }

    public static async Task ACommittedUnitCannotBeAborted(Trial t)
    {
        var unit = t.Unit(A, B);
        var outcome = await t.CommitAsync(unit).ConfigureAwait(false);
        Expect.Outcome(
            outcome,
            await t.Writes.ClaimAbortedAsync(unit.UnitId, default).ConfigureAwait(false),
            "the claim's answer"
        );
        Expect.Outcome(outcome, await t.TryAsync(unit).ConfigureAwait(false), "the unit's outcome after the claim");
    }

    public static async Task ARefusedUnitCanBeAborted(Trial t)
    {
        var unit = t.Guarded(5, A);
        Expect.Equal(UnitResult.Conflict, (await t.TryAsync(unit).ConfigureAwait(false)).Result, "the first try");
        Expect.Equal(
            null,
            await t.Writes.ClaimAbortedAsync(unit.UnitId, default).ConfigureAwait(false),
            "the claim's answer"
        );
        Expect.Equal(UnitResult.Aborted, (await t.TryAsync(unit).ConfigureAwait(false)).Result, "the second try");
    }

    public static async Task CommitAndClaimAgree(Trial t)
    {
        for (var i = 0; i < 20; i++)
        {
            var unit = t.Unit(A);
            var commit = Task.Run(() => t.TryAsync(unit));
            var claim = Task.Run(() => t.Writes.ClaimAbortedAsync(unit.UnitId, default).AsTask());
            var (outcome, claimed) = (await commit.ConfigureAwait(false), await claim.ConfigureAwait(false));
            Expect.Equal(
                outcome.Result == UnitResult.Committed,
                claimed is not null,
                $"a commit that ended as {outcome.Result}, and whether the claim found it committed"
            );
        }
    }
}
