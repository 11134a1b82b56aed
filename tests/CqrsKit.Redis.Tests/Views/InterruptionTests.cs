using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Redis.Views;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Redis.Tests.Views;

/// <summary>Batches of several scripts, of which not all were run.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly string _prefix = Some.Prefix();
    private readonly Store _store;

    public InterruptionTests() => _store = Open();

    private RedisViewStore Views => _store.Views;

    public void Dispose() => _store.Dispose();

    [RedisFact]
    public async Task The_checkpoint_waits_for_the_last_script()
    {
        var generation = await Views.Active("v");
        await RunAsync(Some.Batch(generation, 0, 0, 2, Some.Row("a", "1", 1), Some.Row("b", "1", 2)), 0);
        var checkpoint = Assert.Single(await Views.CheckpointsAsync(generation, Some.None));
        Assert.Equal(LogMark.Start, checkpoint.Mark);
        Assert.Equal(Some.Mark(2), checkpoint.Reached);
        Assert.Equal("1", await Views.TextOf(generation, "a"));
        Assert.Null(await Views.TextOf(generation, "b"));
    }

    [RedisFact]
    public async Task A_row_says_how_far_it_is_and_older_writes_bounce()
    {
        var generation = await Views.Active("v");
        await RunAsync(Some.Batch(generation, 0, 0, 3, Indexed("a", "new", 2, 20), Some.Row("b", "1", 3)), 0);
        var row = Assert.Single(
            (await Views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", "a")], Some.None))!
        );
        Assert.Equal(Some.Mark(2).Position, row.Position);

        // The page is read again, this time up to the first event.
        var again = Some.Batch(generation, 0, 0, 1, Indexed("a", "old", 1, 10));
        Assert.Equal(ApplyOutcome.Applied, await Views.ApplyAsync(again));
        Assert.Equal("new", await Views.TextOf(generation, "a"));
        Assert.Equal(20, Assert.Single(await ListedAsync()));
    }

    [RedisFact]
    public async Task A_redelivered_upsert_does_not_resurrect_a_deleted_view()
    {
        var generation = await Views.Active("v");
        await Views.ApplyAsync(Some.Batch(generation, 0, 0, 1, Indexed("a", "1", 1, 10)));
        var deleted = Some.Row("a", null, 3) with { RemovedEntries = [Entry(10)] };
        await RunAsync(Some.Batch(generation, 0, 1, 4, deleted, Some.Row("b", "1", 4)), 0);
        Assert.Null(await Views.TextOf(generation, "a"));

        Assert.Equal(
            ApplyOutcome.Applied,
            await Views.ApplyAsync(Some.Batch(generation, 0, 1, 2, Indexed("a", "2", 2, 20)))
        );
        Assert.Null(await Views.TextOf(generation, "a"));
        Assert.Empty(await ListedAsync());
        var row = Assert.Single(
            (await Views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", "a")], Some.None))!
        );
        Assert.True(row.IsDeleted);
    }

    [RedisFact]
    public async Task A_tombstone_goes_when_the_checkpoint_has_passed_it()
    {
        var generation = await Views.Active("v");
        await Views.ApplyAsync(Some.Batch(generation, 0, 0, 1, Some.Row("a", "1", 1)));
        var batch = Some.Batch(generation, 0, 1, 4, Some.Row("a", null, 3), Some.Row("b", "1", 4));
        await RunAsync(batch, 0);
        Assert.Equal(ApplyOutcome.Applied, await Views.ApplyAsync(batch));
        Assert.Empty((await Views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", "a")], Some.None))!);
        var checkpoint = Assert.Single(await Views.CheckpointsAsync(generation, Some.None));
        Assert.Equal((Some.Mark(4), null), (checkpoint.Mark, checkpoint.Reached));
    }

    [RedisFact]
    public async Task A_view_made_again_in_a_larger_page_keeps_its_guard()
    {
        var generation = await Views.Active("v");
        await Views.ApplyAsync(Some.Batch(generation, 0, 0, 1, Some.Row("a", "1", 1)));
        await RunAsync(Some.Batch(generation, 0, 1, 3, Some.Row("a", null, 2), Some.Row("b", "1", 3)), 0);
        var larger = Some.Batch(generation, 0, 1, 5, Some.Row("a", "again", 5), Some.Row("b", "1", 3));
        Assert.Equal(ApplyOutcome.Applied, await Views.ApplyAsync(larger));
        var row = Assert.Single(
            (await Views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", "a")], Some.None))!
        );
        Assert.Equal(("again", Some.Mark(5).Position), (Some.Text(row.Data), row.Position));
    }

    [RedisFact]
    public async Task A_script_whose_predecessor_was_lost_writes_nothing()
    {
        var generation = await Views.Active("v");
        var batch = Some.Batch(
            generation,
            0,
            0,
            3,
            Some.Row("a", "1", 1),
            Some.Row("b", "1", 2),
            Some.Row("c", "1", 3)
        );
        Assert.Equal("broken", await RunAsync(batch, 1));
        Assert.Equal("broken", await RunAsync(batch, 2));
        Assert.Empty(await Views.ScanAsync(generation, null, 10, Some.None));
        Assert.Equal(ApplyOutcome.Applied, await Views.ApplyAsync(batch));
        Assert.Equal(3, (await Views.ScanAsync(generation, null, 10, Some.None)).Count);
    }

    [RedisFact]
    public async Task A_batch_that_comes_twice_is_applied_once()
    {
        var generation = await Views.Active("v");
        var batch = Some.Batch(generation, 0, 0, 1, Some.Row("a", "1", 1));
        Assert.Equal("applied 1", await RunAsync(batch, 0));
        Assert.Equal("applied 1", await RunAsync(batch, 0));
        var row = Assert.Single(
            (await Views.LoadAsync(generation, 0, long.MaxValue, [new ViewKey("", "a")], Some.None))!
        );
        Assert.Equal(1, row.RowVersion);
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task An_application_that_goes_on_after_an_interruption_counts_nothing_twice(int batchSize)
    {
        var file = Path.Combine(Path.GetTempPath(), $"cqrskit-{Guid.NewGuid():N}.db");
        await using (var before = await StartAsync(Some.Prefix()))
        {
            await before.SendAsync(
                new PlaceOrder("1", "ann", 30),
                new PlaceOrder("2", "bob", 1),
                new PlaceOrder("3", "ann", 12),
                new PlaceOrder("4", "bob", 2)
            );
            await before.SendAsync(new CloseAccount("bob"));
            await before.SendAsync(new PlaceOrder("5", "cyd", 5));
            await before.StopCqrsKitAsync();
            // What the runner would have sent first of one large batch.
            var events = await before.EventsAsync();
            var made = await Views.CreateGenerationAsync(
                new NewGeneration(
                    "customer-totals",
                    1,
                    ViewMode.Async,
                    (await before.GetRequiredService<IWriteStore>().Log.HeadAsync(Some.None)).LogId
                ),
                Some.None
            );
            await Views.SwitchAsync(new GenerationSwitch(null, made.Id, [LogMark.Start]), Some.None);
            var batch = new ViewBatch
            {
                Generation = made.Id,
                Fence = 0,
                Expected = LogMark.Start,
                Next = events[^1].Mark,
                Writes =
                [
                    new ViewWrite
                    {
                        Key = new ViewKey("", "ann"),
                        Data = Some.Bytes("""{"customer":"ann","total":42}"""),
                        Position = events[2].Position,
                        AddedEntries = [new IndexEntry("by-total", IndexKey.Of(42m).Encoded)],
                    },
                    Some.Row("cyd", """{"customer":"cyd","total":5}"""),
                ],
            };
            Assert.Equal("more", await RunAsync(batch, 0));
        }

        await using var after = await StartAsync(_prefix);
        Assert.Equal(["ann 42", "cyd 5"], await after.AskAsync(new Ranking()));
        Assert.Equal(42, await after.AskAsync(new TotalOf("ann")));
        await after.StopCqrsKitAsync();
        File.Delete(file);

        Task<ServiceProvider> StartAsync(string prefix) =>
            Apps.StartAsync(
                RedisProcess.Shared.Address,
                prefix,
                file,
                more: kit => kit.ConfigureRunner(options => options.BatchSize = batchSize)
            );
    }

    private Store Open() =>
        new(
            RedisProcess.Shared.Address,
            options =>
            {
                options.KeyPrefix = _prefix;
                options.ViewsPerScript = 1;
            }
        );

    /// <summary>Runs one script of a batch, as if the process had died before the others.</summary>
    private async Task<string> RunAsync(ViewBatch batch, int slice)
    {
        var keys = new GenerationKeys(_prefix, batch.Generation, ViewMode.Async, 1);
        var slices = new ApplySlices(batch, keys.Partitions[0], _store.Server.Options, "", $"token {batch.Next}");
        return (string)
            (
                await _store.Server.Database.ScriptEvaluateAsync(
                    ApplyScript.Text,
                    slices.Keys(slice),
                    slices.Values(slice)
                )
            )!;
    }

    private static IndexEntry Entry(long value) => new("by", IndexKey.Of(value).Encoded);

    private static ViewWrite Indexed(string key, string text, int at, long value) =>
        Some.Row(key, text, at) with
        {
            AddedEntries = [Entry(value)],
        };

    /// <summary>The values in the index, of the rows that are there.</summary>
    private async Task<long[]> ListedAsync()
    {
        await using var reader = await Views.OpenReaderAsync(Some.None);
        var found = Enumerable
            .Range(0, 100)
            .Select(async value =>
                (
                    value,
                    (
                        await reader.ListAsync(
                            "v",
                            "",
                            new IndexRange("by", Entry(value).Value, null, false, 10),
                            Some.None
                        )
                    ).Count
                )
            );
        return [.. (await Task.WhenAll(found)).Where(one => one.Count > 0).Select(one => (long)one.value)];
    }
}
