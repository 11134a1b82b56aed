using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>Finds generations and their keys, and remembers them; a server that may be another one is asked again.</summary>
internal sealed class RedisGenerations(RedisServer server)
{
    private readonly ConcurrentDictionary<GenerationId, GenerationKeys> _known = new();
    private readonly ConcurrentDictionary<string, GenerationKeys> _active = new(StringComparer.Ordinal);
    private long _losses;

    /// <summary>All generations of a view, oldest first.</summary>
    public async ValueTask<List<ViewGeneration>> AllAsync(
        string view,
        bool withBuried,
        CancellationToken cancellationToken
    )
    {
        var fields = await server
            .AskAsync(KeyOf(view), static (database, key) => database.HashGetAllAsync(key), cancellationToken)
            .ConfigureAwait(false);
        var active = fields.FirstOrDefault(field => field.Name == "active").Value;
        var all = new List<ViewGeneration>();
        foreach (var field in fields)
        {
            if (field.Name.ToString() is not ['g', .. var digits])
                continue;
            var number = int.Parse(digits, CultureInfo.InvariantCulture);
            if (field.Value.ToString().Split(' ') is not [var version, var mode, var partitions, var state])
                continue;
            if (state == "x" && !withBuried)
                continue;
            var generation = new ViewGeneration(
                new GenerationId(view, number),
                int.Parse(version, CultureInfo.InvariantCulture),
                mode == "i" ? ViewMode.Inline : ViewMode.Async,
                active == number ? GenerationState.Active
                    : state == "b" ? GenerationState.Building
                    : GenerationState.Retired,
                int.Parse(partitions, CultureInfo.InvariantCulture)
            );
            all.Add(generation);
        }

        all.Sort((left, right) => left.Id.Number.CompareTo(right.Id.Number));
        return all;
    }

    public RedisKey KeyOf(string view) => PartitionKeys.View(server.Options.KeyPrefix, view);

    public GenerationKeys Keys(ViewGeneration generation) =>
        new(server.Options.KeyPrefix, generation.Id, generation.Mode, generation.Partitions);

    /// <summary>The keys of a generation; null where there is none.</summary>
    public ValueTask<GenerationKeys?> FindAsync(GenerationId generation, CancellationToken cancellationToken)
    {
        Refresh();
        return _known.TryGetValue(generation, out var keys) ? new(keys) : SlowAsync();

        async ValueTask<GenerationKeys?> SlowAsync()
        {
            var all = await AllAsync(generation.View, false, cancellationToken).ConfigureAwait(false);
            return all.Find(one => one.Id == generation) is { } found ? _known.GetOrAdd(generation, Keys(found)) : null;
        }
    }

    /// <summary>The generation that was active when last asked; null where it isn't known.</summary>
    public GenerationKeys? Remembered(string view)
    {
        Refresh();
        return _active.GetValueOrDefault(view);
    }

    /// <summary>The active generation, asked for now; null where there is none.</summary>
    public async ValueTask<GenerationKeys?> ActiveAsync(string view, CancellationToken cancellationToken)
    {
        var all = await AllAsync(view, false, cancellationToken).ConfigureAwait(false);
        if (all.Find(one => one.State == GenerationState.Active) is not { } active)
        {
            _active.TryRemove(view, out _);
            return null;
        }

        var keys = _known.GetOrAdd(active.Id, Keys(active));
        _active[view] = keys;
        return keys;
    }

    public void Forget(GenerationId generation)
    {
        _known.TryRemove(generation, out _);
        _active.TryRemove(generation.View, out _);
    }

    // Another server may have given the same number to a generation of other partitions.
    private void Refresh()
    {
        var losses = server.Losses;
        if (Interlocked.Exchange(ref _losses, losses) == losses)
            return;
        _known.Clear();
        _active.Clear();
    }
}
