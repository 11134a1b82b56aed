using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>
/// Switches a view from one generation to another. Three steps, as for a commit over several places: hold the partitions of
/// both, each as it is expected to be; decide, in the one hash of the view's generations; release the partitions. Whoever
/// meets a hold that stays ends it (EndAsync): before the decision the switch is given up, after it, finished.
/// </summary>
internal sealed class Switching(RedisServer server, RedisGenerations generations, IdSource ids)
{
    private const int Patience = 5;
    private const char From = 'f',
        To = 't';

    /// <summary>Makes the switch; from or to may be null for none.</summary>
    /// <returns>Whether it was made.</returns>
    public async ValueTask<bool> RunAsync(
        GenerationKeys? from,
        GenerationKeys? to,
        IReadOnlyList<LogMark> expected,
        CancellationToken cancellationToken
    )
    {
        var id = ids.NewId().ToString("N");
        var view = (from ?? to)!.Id.View;
        RedisKey[] key = [generations.KeyOf(view)];
        RedisValue[] change = [Number(from), Number(to), id];
        if (!await IsAsync(GenerationScripts.Begin).ConfigureAwait(false))
            return false;
        var isMade =
            await HoldAsync(to, expected, id + To, cancellationToken).ConfigureAwait(false)
            && await HoldAsync(from, null, id + From, cancellationToken).ConfigureAwait(false)
            && await IsAsync(GenerationScripts.Commit).ConfigureAwait(false);
        foreach (var partition in from?.Partitions ?? [])
            await EndAsync(partition, id + From, true, cancellationToken).ConfigureAwait(false);
        foreach (var partition in to?.Partitions ?? [])
            await EndAsync(partition, id + To, true, cancellationToken).ConfigureAwait(false);
        return isMade;

        async ValueTask<bool> IsAsync(string script) =>
            (bool)await server.RunAsync(script, key, change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits a little for whoever holds a partition, and ends a hold that stays.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="hold">The switch that holds it.</param>
    /// <param name="attempt">How often it was met.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask MeetAsync(
        PartitionKeys partition,
        string hold,
        int attempt,
        CancellationToken cancellationToken
    )
    {
        if (!await EndAsync(partition, hold, attempt >= Patience, cancellationToken).ConfigureAwait(false))
            await server.PauseAsync(attempt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the hold of a partition, if there is one and its switch was decided.</summary>
    public async ValueTask EndAsync(PartitionKeys partition, CancellationToken cancellationToken)
    {
        var hold = await server
            .AskAsync(
                partition.Checkpoint,
                static (database, key) => database.HashGetAsync(key, "hold"),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (!hold.IsNull)
            await EndAsync(partition, hold!, false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a hold, as its switch was decided.</summary>
    /// <returns>Whether it is ended; not, where the switch is undecided and is not to be given up.</returns>
    public async ValueTask<bool> EndAsync(
        PartitionKeys partition,
        string hold,
        bool givesUp,
        CancellationToken cancellationToken
    )
    {
        var state = (string?)
            await server
                .RunAsync(
                    GenerationScripts.End,
                    [generations.KeyOf(partition.Generation.View)],
                    [hold[..^1], partition.Generation.Number, givesUp ? "1" : "0"],
                    cancellationToken
                )
                .ConfigureAwait(false);
        if (state == "open")
            return false;
        await server
            .RunAsync(GenerationScripts.Release, partition.All, [hold, state], cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    private async ValueTask<bool> HoldAsync(
        GenerationKeys? generation,
        IReadOnlyList<LogMark>? expected,
        string hold,
        CancellationToken cancellationToken
    )
    {
        if (generation is null)
            return true;
        if (expected is not null && expected.Count != generation.Partitions.Count)
            return false;
        foreach (var partition in generation.Partitions)
        {
            var mark = expected is null ? "" : Marks.Of(expected[partition.Partition]);
            if (!await HoldAsync(partition, mark, hold, cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    private async ValueTask<bool> HoldAsync(
        PartitionKeys partition,
        string mark,
        string hold,
        CancellationToken cancellationToken
    )
    {
        var replaced = "";
        while (true)
        {
            var answer = (string?)
                await server
                    .RunAsync(GenerationScripts.Hold, partition.All, [hold, mark, replaced], cancellationToken)
                    .ConfigureAwait(false);
            if (answer == "held")
                return true;
            if (answer is not ['o', 't', 'h', 'e', 'r', ' ', .. var other])
                return false;
            // The later of two switches has taken the view from the earlier one: only that one may replace a hold.
            var current = await server
                .AskAsync(
                    generations.KeyOf(partition.Generation.View),
                    static (database, key) => database.HashGetAsync(key, "switch"),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (current != hold[..^1])
                return false;
            replaced = other;
        }
    }

    private static RedisValue Number(GenerationKeys? generation) =>
        generation is null ? "" : generation.Id.Number.ToString(CultureInfo.InvariantCulture);
}
