using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Views;
using StackExchange.Redis;
using Xunit;

namespace CqrsKit.Redis.Tests.Views;

/// <summary>Switches that meet writers, one another, or the end of their process.</summary>
public sealed class SwitchTests : IDisposable
{
    private readonly string _prefix = Some.Prefix();
    private readonly Store _store;

    public SwitchTests() => _store = Open();

    private RedisViewStore Views => _store.Views;

    private IDatabase Database => _store.Server.Database;

    public void Dispose() => _store.Dispose();

    [RedisFact]
    public async Task A_switch_that_died_before_its_decision_is_given_up_by_whoever_writes()
    {
        var (from, to) = await TwoAsync();
        await HoldAsync("id", from, to);
        Assert.Equal(ApplyOutcome.Applied, await Views.ApplyAsync(Some.Batch(from, 0, 0, 1, Some.Row("k", "1", 1))));
        Assert.False(await IsDecidedAsync("id", from, to));
        Assert.Equal(1, (await ActiveAsync())?.Number);
        Assert.Equal("1", await ReadAsync());
        Assert.True(await Views.SwitchAsync(new GenerationSwitch(from, to, [Some.Mark(0)]), Some.None));
    }

    [RedisFact]
    public async Task A_switch_that_died_after_its_decision_is_finished_by_whoever_writes()
    {
        var (from, to) = await TwoAsync();
        await Views.ApplyAsync(Some.Batch(to, 0, 0, 1, Some.Row("k", "new", 1)));
        var fence = (await Views.CheckpointsAsync(from, Some.None))[0].Fence;
        await HoldAsync("id", from, to);
        Assert.True(await IsDecidedAsync("id", from, to));
        Assert.Equal(ApplyOutcome.Fenced, await Views.ApplyAsync(Some.Batch(from, fence, 0, 1)));
        Assert.Equal("new", await ReadAsync());
        Assert.Equal(ApplyOutcome.Applied, await Views.ApplyAsync(Some.Batch(to, 0, 1, 2)));
    }

    [RedisFact]
    public async Task A_reader_in_another_process_sees_a_switch_that_was_left_half_done()
    {
        var (from, to) = await TwoAsync();
        await Views.ApplyAsync(Some.Batch(from, 0, 0, 1, Some.Row("k", "old", 1)));
        await Views.ApplyAsync(Some.Batch(to, 0, 0, 1, Some.Row("k", "new", 1)));
        using var other = Open();
        Assert.Equal("old", await ReadAsync(other));
        await HoldAsync("id", from, to);
        Assert.Equal("old", await ReadAsync(other));
        Assert.True(await IsDecidedAsync("id", from, to));
        Assert.Equal("new", await ReadAsync(other));
        Assert.Equal("new", await ReadAsync(other));
    }

    [RedisFact]
    public async Task A_later_switch_takes_the_view_from_one_that_died()
    {
        var (from, to) = await TwoAsync();
        await HoldAsync("id", from, to);
        var third = await Views.Building("v");
        Assert.True(await Views.SwitchAsync(new GenerationSwitch(from, third, [Some.Mark(0)]), Some.None));
        Assert.False(await IsDecidedAsync("id", from, to));
        Assert.Equal(third, await ActiveAsync());
    }

    [RedisFact]
    public async Task A_switch_back_and_forth_leaves_fences_raised_each_time()
    {
        var (one, two) = await TwoAsync();
        for (var round = 0; round < 5; round++)
        {
            var fence = (await Views.CheckpointsAsync(one, Some.None))[0].Fence;
            Assert.True(await Views.SwitchAsync(new GenerationSwitch(one, two, [Some.Mark(0)]), Some.None));
            Assert.True((await Views.CheckpointsAsync(one, Some.None))[0].Fence > fence);
            (one, two) = (two, one);
        }
    }

    [RedisTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Switches_that_race_with_writers_and_one_another_decide_once(int partitions)
    {
        using var other = Open();
        var from = await MakeAsync(partitions);
        Assert.True(await SwitchAsync(Views, null, from, new int[partitions]));
        for (var round = 0; round < 15; round++)
        {
            var (left, right) = (await MakeAsync(partitions), await MakeAsync(partitions));
            var marks = new int[partitions];
            var outcomes = await Task.WhenAll(
                Task.Run(() => SwitchAsync(Views, from, left, marks)),
                Task.Run(() => SwitchAsync(other.Views, from, right, marks)),
                Task.Run(() => WriteAsync(Views, left)),
                Task.Run(() => WriteAsync(other.Views, right))
            );
            Assert.InRange(outcomes.Take(2).Count(made => made), 0, 1);
            var active = await ActiveAsync();
            Assert.Equal(
                outcomes[0] ? left
                    : outcomes[1] ? right
                    : from,
                active
            );
            Assert.Null((string?)await Database.HashGetAsync(PartitionKeys.View(_prefix, "v"), "switch"));
            foreach (var generation in new[] { from, left, right })
            {
                foreach (var partition in Keys(generation, partitions).Partitions)
                {
                    Assert.False(await Database.HashExistsAsync(partition.Checkpoint, "hold"));
                    Assert.Equal(generation == active, await Database.KeyExistsAsync(partition.Active));
                }
            }

            from = active!.Value;
        }

        // A writer that starts at the same mark that the switch expects: one of the two comes first.
        static async Task<bool> WriteAsync(IViewStore views, GenerationId generation) =>
            await views.ApplyAsync(Some.Batch(generation, 0, 0, 1, Some.Row("k", "1", 1)) with { Partition = 0 })
            == ApplyOutcome.Applied;
    }

    [RedisFact]
    public async Task What_an_interrupted_drop_left_is_taken_away_with_the_next_generation()
    {
        var (_, to) = await TwoAsync();
        await Views.ApplyAsync(Some.Batch(to, 0, 0, 1, Some.Row("k", "1", 1)));
        await Database.ScriptEvaluateAsync(GenerationScripts.Bury, [PartitionKeys.View(_prefix, "v")], [to.Number]);
        Assert.DoesNotContain(await Views.GenerationsAsync("v", Some.None), one => one.Id == to);
        Assert.NotEmpty(KeysOf(to));
        await Views.Building("v");
        Assert.Empty(KeysOf(to));
    }

    [RedisFact]
    public async Task A_number_that_a_lost_hash_of_generations_gives_again_begins_empty()
    {
        var generation = await Views.Active("v");
        await Views.ApplyAsync(Some.Batch(generation, 0, 0, 1, Some.Row("k", "1", 1)));
        await Database.KeyDeleteAsync(PartitionKeys.View(_prefix, "v"));
        using var other = Open();
        Assert.Equal(generation, await other.Views.Building("v"));
        Assert.Empty(await other.Views.ScanAsync(generation, null, 10, Some.None));
        Assert.Equal(LogMark.Start, (await other.Views.CheckpointsAsync(generation, Some.None))[0].Mark);
    }

    private Store Open() => new(RedisProcess.Shared.Address, options => options.KeyPrefix = _prefix);

    private async Task<(GenerationId From, GenerationId To)> TwoAsync() =>
        (await Views.Active("v"), await Views.Building("v"));

    private async Task<GenerationId> MakeAsync(int partitions) =>
        (
            await Views.CreateGenerationAsync(
                new NewGeneration("v", 1, ViewMode.Async, Some.LogId, partitions),
                Some.None
            )
        ).Id;

    private static async Task<bool> SwitchAsync(
        RedisViewStore views,
        GenerationId? from,
        GenerationId to,
        int[] marks
    ) => await views.SwitchAsync(new GenerationSwitch(from, to, [.. marks.Select(Some.Mark)]), Some.None);

    private GenerationKeys Keys(GenerationId generation, int partitions = 1) =>
        new(_prefix, generation, ViewMode.Async, partitions);

    private IEnumerable<RedisKey> KeysOf(GenerationId generation) =>
        Database.Multiplexer.GetServers()[0].Keys(pattern: $"{_prefix}:{{v#{generation.Number}.*");

    /// <summary>What a switch does before it is decided.</summary>
    private async Task HoldAsync(string id, GenerationId from, GenerationId to)
    {
        Assert.Equal(1, (int)await DecideAsync(GenerationScripts.Begin, id, from, to));
        foreach (var (generation, kind) in new[] { (to, "t"), (from, "f") })
            await Database.ScriptEvaluateAsync(
                GenerationScripts.Hold,
                Keys(generation).Partitions[0].All,
                [id + kind, "", ""]
            );
    }

    private async Task<bool> IsDecidedAsync(string id, GenerationId from, GenerationId to) =>
        (bool)await DecideAsync(GenerationScripts.Commit, id, from, to);

    private Task<RedisResult> DecideAsync(string script, string id, GenerationId from, GenerationId to) =>
        Database.ScriptEvaluateAsync(script, [PartitionKeys.View(_prefix, "v")], [from.Number, to.Number, id]);

    private async Task<GenerationId?> ActiveAsync() =>
        (await Views.GenerationsAsync("v", Some.None)).SingleOrDefault(one => one.State == GenerationState.Active)?.Id;

    private async Task<string?> ReadAsync(Store? store = null)
    {
        await using var reader = await (store ?? _store).Views.OpenReaderAsync(Some.None);
        return await reader.GetAsync("v", new ViewKey("", "k"), Some.None) is { } row ? Some.Text(row.Data) : null;
    }
}
