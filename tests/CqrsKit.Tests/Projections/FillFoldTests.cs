using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Events;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>What is folded in slices is what pages come to, poison included.</summary>
public sealed class FillFoldTests
{
    [Fact]
    public async Task Poison_is_parked_as_pages_park_it()
    {
        var counts = new Counts();
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView(counts));
        await kit.CommitAsync(new Counted("a", 1), new Counted("a", -1), new Counted("b", 2));
        await kit.CommitUnreadableAsync(new Counted("c", 7));
        await kit.CommitAsync(new Counted("?", 1), new Counted("a", 5), new Counted("b", 3));

        var report = await kit.Views.RebuildAsync("counts");

        Assert.Equal((2, 0), (report.Rows, report.Differences));
        var (pages, slices) = await ParkedAsync(kit, "counts");
        Assert.Equal(4, pages.Length);
        Assert.Equal(pages, slices);
        Assert.Equal(RunnerState.Parked, await AfterACommitAsync(kit));
        counts.IsCured = true;
        Assert.Equal(2, (await kit.Views.ReplayAsync("counts", new ViewKey("", "a"))).Replayed);
        Assert.Equal(5, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task A_view_that_cannot_be_stored_is_parked_from_the_event_on_that_made_it_so()
    {
        await using var kit = await RunnerKit.StartedAsync(kit =>
            kit.AddView<Ratios>().ConfigureRunner(options => options.BatchSize = 1)
        );
        foreach (var by in (int[])[2, 0, 4])
            await kit.CommitAsync(new Counted("a", by), new Counted("b", by + 1));

        var report = await kit.Views.RebuildAsync("ratios");

        Assert.Equal((2, 0), (report.Rows, report.Differences));
        var (pages, slices) = await ParkedAsync(kit, "ratios");
        Assert.Equal(["a", "a"], pages.Select(one => one.Key.Key));
        Assert.Equal(pages, slices);
    }

    [Fact]
    public async Task An_event_that_deletes_a_view_leaves_no_row()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView<Kept>());
        await kit.CommitAsync(new Counted("a", 1), new Counted("b", 1), new Counted("a", 0));

        var report = await kit.Views.RebuildAsync("kept");

        Assert.Equal((1, 0), (report.Rows, report.Differences));
    }

    private static async Task<(ParkedEvent[] Pages, ParkedEvent[] Slices)> ParkedAsync(RunnerKit kit, string view) =>
        (
            [.. await kit.Store.ParkedAsync(new(view, 1), null, null, default)],
            [.. await kit.Store.ParkedAsync(new(view, 2), null, null, default)]
        );

    private static async Task<RunnerState> AfterACommitAsync(RunnerKit kit)
    {
        await kit.CommitAsync(new Counted("b", 1));
        return kit.StatusOf("counts").State;
    }

    private sealed record Ratio(string Name, double Value);

    /// <summary>What JSON cannot hold, once something was divided by zero.</summary>
    private sealed class Ratios : Projection<Ratio>
    {
        public Ratios()
            : base("ratios") =>
            On<Counted>(e => e.Name, (view, e) => new Ratio(e.Name, (view?.Value ?? 0) + 1d / e.By));
    }

    private sealed class Kept : Projection<Count>
    {
        public Kept()
            : base("kept") => On<Counted>(e => e.Name, (_, e) => e.By == 0 ? null : new Count(e.Name, e.By));
    }
}
