using System;
using System.Text;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Tests.Events;
using Xunit;

namespace CqrsKit.Tests.Projections;

/// <summary>A fill takes no more memory than it may. Nothing else runs meanwhile, as it is this process's memory.</summary>
[Collection(nameof(FillMemoryTests))]
[CollectionDefinition(nameof(FillMemoryTests), DisableParallelization = true)]
public sealed class FillMemoryTests
{
    [Theory]
    [InlineData(1, 10_000)]
    [InlineData(20, 500)]
    public async Task The_memory_of_a_fill_is_bounded(int eventsEach, int keys)
    {
        const int budget = 2 * 1024 * 1024;
        MortalViews views = null!;
        LongLog log = null!;
        var (rows, most, reads) = (0, 0L, 0);
        await using var kit = new RunnerKit(
            kit => kit.AddView<Wide>().ConfigureRunner(options => options.RebuildMemory = budget),
            log: inner => log = new LongLog(inner, eventsEach * keys, n => DataOf(n % keys)),
            views: store => views = new MortalViews(store)
        );
        views.Replace = slice =>
        {
            rows += slice.Rows.Count;
            Look();
            return slice with { Rows = [] };
        };
        log.OnRead = _ =>
        {
            if (reads++ % 3 == 0)
                Look();
        };
        var before = Live();

        await kit.Views.RebuildAsync("wide");

        // All rows together take about ten times the budget.
        Assert.Equal(keys, rows);
        Assert.InRange(views.Stored.Count, 10, 60);
        Assert.True(most - before < 3L * budget, $"{most - before} bytes were in use at once");

        void Look() => most = long.Max(most, Live());

        static long Live()
        {
            GC.Collect();
            return GC.GetTotalMemory(forceFullCollection: false);
        }
    }

    private static byte[] DataOf(int key) => Encoding.UTF8.GetBytes($$"""{"name":"name {{key}}","by":1000}""");

    private sealed record Page(string Name, string Text);

    /// <summary>Views that are much larger than their events, and grow with each.</summary>
    private sealed class Wide : Projection<Page>
    {
        public Wide()
            : base("wide") =>
            On<Counted>(e => e.Name, (view, e) => new Page(e.Name, view?.Text + new string('x', e.By)));
    }
}
