using System.Collections.Generic;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>What is stored is there when the store is opened again.</summary>
internal static class DurableRules
{
    private static readonly StreamId A = Trial.Stream("a");

    public static IEnumerable<Rule> OfWrites => [new(UnitsOutlastTheirStore)];

    public static IEnumerable<Rule> OfLogs => [new(TheLogOutlastsItsStore)];

    public static IEnumerable<Rule> OfViews => [new(ViewsOutlastTheirStore)];

    public static async Task UnitsOutlastTheirStore(Trial t)
    {
        var key = new OutcomeKey("", "s", "k");
        var unit = t.Guarded(0, A, A) with
        {
            States = [new StateWrite(A, 2, "json", Trial.Utf8("state"))],
            Outcome = new OutcomeWrite(key, "f", "json", Trial.Utf8("result")),
        };
        var outcome = await t.CommitAsync(unit).ConfigureAwait(false);
        var aborted = t.Unit(A);
        await t.Writes.ClaimAbortedAsync(aborted.UnitId, default).ConfigureAwait(false);
        await t.ReopenAsync().ConfigureAwait(false);

        Expect.Outcome(outcome, await t.TryAsync(unit).ConfigureAwait(false), "the unit's outcome when it is repeated");
        Expect.Equal(
            UnitResult.Aborted,
            (await t.TryAsync(aborted).ConfigureAwait(false)).Result,
            "the unit that was claimed as aborted"
        );
        Expect.Outcome(
            outcome,
            (await t.Writes.FindOutcomeAsync(key, default).ConfigureAwait(false))?.Unit,
            "the outcome under its key"
        );
        var stored = await t.LoadAsync(A).ConfigureAwait(false);
        Expect.Equal((2L, "state"), (stored.Version, Trial.Text(stored.State!.Data)), "the stream's version and state");
        Expect.Committed(await t.TryAsync(t.Guarded(2, A)).ConfigureAwait(false), "the next unit");
    }

    public static async Task TheLogOutlastsItsStore(Trial t)
    {
        await t.AppendAsync(A, A).ConfigureAwait(false);
        await t
            .Log.RaiseEpochAsync((await t.Log.HeadAsync(default).ConfigureAwait(false)).Epoch, default)
            .ConfigureAwait(false);
        var (head, events) = (
            await t.Log.HeadAsync(default).ConfigureAwait(false),
            await t.AllAsync().ConfigureAwait(false)
        );
        await t.ReopenAsync().ConfigureAwait(false);

        Expect.Equal(
            head,
            await t.Log.HeadAsync(default).ConfigureAwait(false),
            "the head, its epoch, and the log's identity"
        );
        var again = await t.AllAsync().ConfigureAwait(false);
        Expect.Equal(events.Count, again.Count, "events");
        for (var i = 0; i < events.Count; i++)
        {
            Expect.Info(events[i].Info, again[i].Info, $"event {i}");
            Expect.Equal(
                (events[i].Position, events[i].Version),
                (again[i].Position, again[i].Version),
                $"place of event {i}"
            );
        }

        var next = await t.AppendAsync(A).ConfigureAwait(false);
        Expect.True(next.Mark.Position > head.Mark.Position, "new events come after the old ones");
        Expect.Equal(head.Epoch, next.Mark.Position.Epoch, "the epoch of a new event");
    }

    public static async Task ViewsOutlastTheirStore(Trial t)
    {
        var generation = await t.ActivateAsync("v").ConfigureAwait(false);
        var key = new ViewKey("", "k");
        await t.ApplyAsync(generation, 0, 5, Rows.Put("k", "text", Rows.At("by", "x"))).ConfigureAwait(false);
        var fence = await t.Views.RaiseFenceAsync(generation, 0, default).ConfigureAwait(false);
        await t.ReopenAsync().ConfigureAwait(false);

        Expect.Equal("text", await t.TextOfAsync(generation, key).ConfigureAwait(false), "the row");
        var checkpoint = await t.CheckpointAsync(generation).ConfigureAwait(false);
        Expect.Equal((Trial.Mark(5), fence), (checkpoint!.Mark, checkpoint.Fence), "the checkpoint and its fence");
        var status = await t.ReadAsync(reader => reader.StatusAsync("v", default)).ConfigureAwait(false);
        Expect.Equal(generation, status?.Generation, "the active generation");
        var range = new IndexRange("by", default, null, false, 10);
        Expect.Equal(
            1,
            (await t.ReadAsync(reader => reader.ListAsync("v", "", range, default)).ConfigureAwait(false)).Count,
            "rows in the index"
        );
        Expect.Equal(2, (await t.CreateAsync("v").ConfigureAwait(false)).Number, "the number of the next generation");
    }
}
