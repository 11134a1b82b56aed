using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Makes, fences and drops generations.</summary>
internal sealed class GenerationWriter(RedisServer server, RedisGenerations generations, Switching switching)
{
    private const int RowsAtOnce = 500;

    public async ValueTask<ViewGeneration> CreateAsync(NewGeneration generation, CancellationToken cancellationToken)
    {
        await FinishDropsAsync(generation.View, cancellationToken).ConfigureAwait(false);
        var number = await server
            .AskAsync(
                generations.KeyOf(generation.View),
                static (database, key) => database.HashIncrementAsync(key, "last"),
                cancellationToken
            )
            .ConfigureAwait(false);
        var made = new ViewGeneration(
            new GenerationId(generation.View, (int)number),
            generation.Version,
            generation.Mode,
            GenerationState.Building,
            generation.Partitions
        );
        var keys = generations.Keys(made);
        foreach (var partition in keys.Partitions)
        {
            RedisValue[] values = [generation.LogId.ToString("N"), partition.Partitions, Marks.Of(LogMark.Start)];
            // Keys of the same number are left where the hash of generations was lost and the partition was not.
            while (!await MakeAsync(partition, values, cancellationToken).ConfigureAwait(false))
                await DropAsync(partition, cancellationToken).ConfigureAwait(false);
        }

        // Last, so that what can be found is whole.
        var mode = generation.Mode == ViewMode.Inline ? 'i' : 'a';
        RedisValue record = string.Create(
            CultureInfo.InvariantCulture,
            $"{generation.Version} {mode} {keys.Partitions.Count} b"
        );
        await server
            .AskAsync(
                (generations.KeyOf(generation.View), number, record),
                static (database, at) => database.HashSetAsync(at.Item1, $"g{at.number}", at.record),
                cancellationToken
            )
            .ConfigureAwait(false);
        return made;
    }

    /// <summary>The raised fence, and how often batches have been applied.</summary>
    public async ValueTask<(long Fence, string Applies)> RaiseAsync(
        GenerationId generation,
        int partition,
        CancellationToken cancellationToken
    )
    {
        if (await generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is not { } keys)
            throw Gone(generation);
        for (var attempt = 0; ; attempt++)
        {
            var answer = (string?)
                await server
                    .RunAsync(GenerationScripts.Raise, keys.Partitions[partition].All, [], cancellationToken)
                    .ConfigureAwait(false);
            switch (answer?.Split(' '))
            {
                case ["held", var hold]:
                    await switching
                        .MeetAsync(keys.Partitions[partition], hold, attempt, cancellationToken)
                        .ConfigureAwait(false);
                    break;
                case [var fence, var applies]:
                    return (long.Parse(fence, CultureInfo.InvariantCulture), applies);
                default:
                    generations.Forget(generation);
                    throw Gone(generation);
            }
        }
    }

    public async ValueTask DropAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        if (await generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is not { } keys)
            return;
        var isBuried = await server
            .RunAsync(
                GenerationScripts.Bury,
                [generations.KeyOf(generation.View)],
                [generation.Number],
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!(bool)isBuried)
            throw new CqrsKitException(
                $"Generation {generation} is the active one. Switch to another generation before dropping it."
            );
        await DropAsync(keys, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops what somebody began to drop.</summary>
    private async ValueTask FinishDropsAsync(string view, CancellationToken cancellationToken)
    {
        var all = await generations.AllAsync(view, true, cancellationToken).ConfigureAwait(false);
        var known = await generations.AllAsync(view, false, cancellationToken).ConfigureAwait(false);
        foreach (var generation in all.Except(known))
            await DropAsync(generations.Keys(generation), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DropAsync(GenerationKeys keys, CancellationToken cancellationToken)
    {
        generations.Forget(keys.Id);
        foreach (var partition in keys.Partitions)
            await DropAsync(partition, cancellationToken).ConfigureAwait(false);
        await server
            .AskAsync(
                (generations.KeyOf(keys.Id.View), keys.Id.Number),
                static (database, at) => database.HashDeleteAsync(at.Item1, $"g{at.Number}"),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async ValueTask DropAsync(PartitionKeys partition, CancellationToken cancellationToken)
    {
        // The checkpoint first: without it nobody applies any more.
        await DeleteAsync([partition.Checkpoint, partition.Active], cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var rows = await server
                .AskAsync(
                    partition.Keys,
                    static (database, key) => database.SortedSetRangeByRankAsync(key, 0, RowsAtOnce - 1),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (rows.Length == 0)
                break;
            RedisKey[] keys = [.. rows.Select(row => partition.Row(Names.ReadRow(((ReadOnlyMemory<byte>)row).Span)))];
            await DeleteAsync(keys, cancellationToken).ConfigureAwait(false);
            await server
                .AskAsync(
                    (partition.Keys, rows),
                    static (database, at) => database.SortedSetRemoveAsync(at.Keys, at.rows),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        await DeleteAsync(partition.All, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DeleteAsync(RedisKey[] keys, CancellationToken cancellationToken) =>
        await server
            .AskAsync(
                keys,
                static (database, keys) => database.ExecuteAsync("UNLINK", [.. keys.Select(key => (object)key)]),
                cancellationToken
            )
            .ConfigureAwait(false);

    private async ValueTask<bool> MakeAsync(
        PartitionKeys partition,
        RedisValue[] values,
        CancellationToken cancellationToken
    ) =>
        (bool)
            await server
                .RunAsync(GenerationScripts.Make, partition.All, values, cancellationToken)
                .ConfigureAwait(false);

    private static CqrsKitException Gone(GenerationId generation) =>
        new($"Generation {generation} does not exist; it may have been dropped.");
}
