using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Slices to store.</summary>
internal static class Slices
{
    public static Guid Build { get; } = new(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);

    public static IBulkViewStore Bulk(Trial t) =>
        t.Views as IBulkViewStore
        ?? throw new ConformanceException($"{t.Views.GetType()} does not implement IBulkViewStore.");

    public static ValueTask<ViewFill?> FillAsync(Trial t, GenerationId generation) =>
        Bulk(t).FillAsync(generation, default);

    public static async Task Apply(Trial t, ViewSlice slice, ApplyOutcome expected) =>
        Expect.Equal(
            expected,
            await Bulk(t).ApplyAsync(slice).ConfigureAwait(false),
            $"a slice from {slice.From} to {slice.To} under fence {slice.Fence}"
        );

    /// <summary>A new generation of several partitions.</summary>
    public static async Task<GenerationId> CreateAsync(Trial t, int partitions)
    {
        var generation = new NewGeneration("v", 1, ViewMode.Async, Trial.LogId, partitions);
        return (await t.Views.CreateGenerationAsync(generation, default).ConfigureAwait(false)).Id;
    }

    /// <summary>The numbers of the marks at which the partitions are.</summary>
    public static async Task<IEnumerable<int>> PositionsAsync(Trial t, GenerationId generation)
    {
        var checkpoints = await t.Views.CheckpointsAsync(generation, default).ConfigureAwait(false);
        return checkpoints.Select(one => (int)one.Mark.Position.Major);
    }

    /// <summary>A slice that goes up to mark 9.</summary>
    public static ViewSlice Of(GenerationId generation, long from, long to, params ViewWrite[] rows) =>
        new()
        {
            Generation = generation,
            Fence = 0,
            Build = Build,
            From = from,
            To = to,
            Target = Trial.Mark(9),
            Rows = rows,
        };
}
