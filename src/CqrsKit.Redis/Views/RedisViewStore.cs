using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;

namespace CqrsKit.Redis.Views;

/// <summary>The views under a key prefix of a Redis server.</summary>
internal sealed class RedisViewStore : IViewStore, IDurableStore
{
    private readonly RedisServer _server;
    private readonly RedisGenerations _generations;
    private readonly Switching _switching;
    private readonly GenerationWriter _writer;
    private readonly ApplyCommand _apply;
    private readonly RowReader _rows;
    private readonly ListReader _lists;

    public RedisViewStore(RedisServer server, IdSource ids)
    {
        _server = server;
        _generations = new RedisGenerations(server);
        _switching = new Switching(server, _generations, ids);
        _apply = new ApplyCommand(server, _generations, _switching, ids);
        _writer = new GenerationWriter(server, _generations, _switching);
        _rows = new RowReader(server.Options.Format);
        _lists = new ListReader(server.Options.Format);
    }

    /// <summary>A batch of several scripts is not one transaction, so every row carries its position.</summary>
    public ViewGuarantee Guarantee => ViewGuarantee.GuardedPerKey;

    public long Losses => _server.Losses;

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        _server.DurabilityAsync(cancellationToken);

    public async ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(
        string view,
        CancellationToken cancellationToken
    ) => await _generations.AllAsync(view, false, cancellationToken).ConfigureAwait(false);

    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    ) => _writer.CreateAsync(generation, cancellationToken);

    public async ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken)
    {
        var from = change.From is { } id
            ? await _generations.FindAsync(id, cancellationToken).ConfigureAwait(false)
            : null;
        var to = await _generations.FindAsync(change.To, cancellationToken).ConfigureAwait(false);
        if (to is null || (change.From is not null && from is null))
            return false;
        if (to.Mode == ViewMode.Inline)
            throw new CqrsKitException(
                $"View '{to.Id.View}' is inline, but its store is in Redis, apart from the write store. Register it with Async(), or keep it in the write store's database."
            );
        return await _switching.RunAsync(from, to, change.Expected, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken) =>
        await _generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is { } from
        && await _switching.RunAsync(from, null, [], cancellationToken).ConfigureAwait(false);

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken) =>
        _writer.DropAsync(generation, cancellationToken);

    public async ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(
        GenerationId generation,
        CancellationToken cancellationToken
    )
    {
        if (await _generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is not { } keys)
            return [];
        return await _server
            .AskAsync(keys, static (database, keys) => CheckpointReader.ReadAsync(database, keys), cancellationToken)
            .ConfigureAwait(false);
    }

    public async ValueTask<long> RaiseFenceAsync(
        GenerationId generation,
        int partition,
        CancellationToken cancellationToken
    )
    {
        var (fence, applies) = await _writer.RaiseAsync(generation, partition, cancellationToken).ConfigureAwait(false);
        _apply.Opened(generation, partition, applies);
        return fence;
    }

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) => _apply.RunAsync(batch);

    public async ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    )
    {
        if (await _generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is not { } known)
            return [];
        var parts = known.Split(keys).Select(part => (part.Key, (IReadOnlyList<ViewKey>)[.. part])).ToList();
        var loaded = await _server
            .AskAsync(
                (_rows, parts),
                static (database, at) =>
                    Task.WhenAll(at.parts.Select(part => at._rows.LoadAsync(database, part.Key, part.Item2))),
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. loaded.SelectMany(part => part)];
    }

    public async ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (await _generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is not { } known)
            return [];
        return await _server
            .AskAsync(
                (_rows, known, after, limit),
                static (database, at) => ScanReader.ReadAsync(database, at._rows, at.known, at.after, at.limit),
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    )
    {
        if (await _generations.FindAsync(generation, cancellationToken).ConfigureAwait(false) is not { } known)
            return [];
        var parked = await _server
            .AskAsync(
                (Partitions: partition is { } one ? [known.Partitions[one]] : known.Partitions, key),
                static (database, at) =>
                    Task.WhenAll(at.Partitions.Select(part => ParkedReader.ReadAsync(database, part, at.key))),
                cancellationToken
            )
            .ConfigureAwait(false);
        return [.. parked.SelectMany(part => part).OrderBy(one => one.Mark.Position).ThenBy(one => one.Key)];
    }

    public async ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        await _server.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new RedisViewReader(_server, _generations, _switching, _rows, _lists);
    }
}
