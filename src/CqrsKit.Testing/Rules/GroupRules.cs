using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>Groups of units: each by itself, all or nothing, and from several threads.</summary>
internal static class GroupRules
{
    private static readonly StreamId A = Trial.Stream("a"),
        B = Trial.Stream("b");

    public static IEnumerable<Rule> All =>
        [
            new(AConflictLeavesTheOtherUnits),
            new(UnitsOfOneGroupSeeOneAnother),
            new(AGroupThatFailsLeavesNothing),
            new(ConcurrentCommittersLoseNothing),
        ];

    public static async Task AConflictLeavesTheOtherUnits(Trial t)
    {
        var units = new[] { t.Guarded(0, A), t.Guarded(0, A), t.Guarded(0, B) };
        var outcomes = await t.Writes.CommitAsync(units).ConfigureAwait(false);
        Expect.Equal(
            [UnitResult.Committed, UnitResult.Conflict, UnitResult.Committed],
            outcomes.Select(one => one.Result),
            "an outcome for each unit, in order"
        );
        var logged = (await t.AllAsync().ConfigureAwait(false)).Select(one => one.Info.UnitId);
        Expect.Equal([units[0].UnitId, units[2].UnitId], logged, "the units in the log");
        Expect.Equal(outcomes[2].Mark, await t.HeadAsync().ConfigureAwait(false), "the head");
    }

    public static async Task UnitsOfOneGroupSeeOneAnother(Trial t)
    {
        var outcomes = await t
            .Writes.CommitAsync([t.Guarded(0, A), t.Guarded(1, A, A), t.Guarded(3, A)])
            .ConfigureAwait(false);
        Expect.True(outcomes.All(one => one.Result == UnitResult.Committed), "each unit sees the one before it");
        Expect.Equal([1L, 3L, 4L], outcomes.Select(one => one.Versions[0].Version), "the versions after each");
        Expect.True(
            outcomes[0].Mark.Position < outcomes[1].Mark.Position
                && outcomes[1].Mark.Position < outcomes[2].Mark.Position,
            "the marks of a group's units ascend"
        );
    }

    public static async Task AGroupThatFailsLeavesNothing(Trial t)
    {
        var odd = t.Unit(B) with { Guards = [new OddGuard()] };
        var fine = t.Unit(A);
        await Expect
            .Throws(() => t.Writes.CommitAsync([fine, odd]).AsTask(), "a guard that no store knows")
            .ConfigureAwait(false);
        Expect.Equal(0, (await t.AllAsync().ConfigureAwait(false)).Count, "events in the log");
        Expect.Equal(LogMark.Start, await t.HeadAsync().ConfigureAwait(false), "the head");
        Expect.Committed(await t.TryAsync(fine).ConfigureAwait(false), "the unit before it, committed alone");
        Expect.Equal(1, (await t.LoadAsync(A).ConfigureAwait(false)).Version, "the stream's version");
    }

    public static async Task ConcurrentCommittersLoseNothing(Trial t)
    {
        const int committers = 6,
            each = 20;
        await Task.WhenAll(Enumerable.Range(0, committers).Select(n => Task.Run(() => CommitEach(t, n, each))))
            .ConfigureAwait(false);
        var events = await t.AllAsync().ConfigureAwait(false);
        Expect.Equal(committers * each * 2, events.Count, "events of all committers");
        Expect.True(
            events.Zip(events.Skip(1)).All(pair => pair.First.Position < pair.Second.Position),
            "positions ascend"
        );
        Expect.Equal(
            Enumerable.Range(1, committers * each).Select(version => (long)version),
            (await t.StreamAsync(A).ConfigureAwait(false)).Select(one => one.Version),
            "versions of the stream that all append to"
        );
    }

    private static async Task CommitEach(Trial t, int committer, int each)
    {
        var own = Trial.Stream($"own-{committer}");
        for (var i = 0; i < each; )
        {
            var version = (await t.LoadAsync(A).ConfigureAwait(false)).Version;
            var outcome = await t.TryAsync(t.Unit(A, own) with { Guards = [new VersionGuard(A, version)] })
                .ConfigureAwait(false);
            if (outcome.Result == UnitResult.Committed)
                i++;
            else
                Expect.Equal(UnitResult.Conflict, outcome.Result, "a commit that lost");
        }
    }

    private sealed record OddGuard : UnitGuard;
}
