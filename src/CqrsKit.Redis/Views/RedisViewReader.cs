using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>
/// Reads views for one query, from the primaries. Which generation is active is remembered, and what is read says whether
/// it still is.
/// </summary>
internal sealed class RedisViewReader(
    RedisServer server,
    RedisGenerations generations,
    Switching switching,
    RowReader rows,
    ListReader lists
) : IViewReader
{
    public object? Native => server.Database;

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken) =>
        ReadAsync<object?, ViewStatus?>(
            view,
            null,
            static (database, generation, _) => CheckpointReader.StatusAsync(database, generation),
            null,
            cancellationToken
        );

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken) =>
        ReadAsync<(RowReader Rows, ViewKey Key), StoredView?>(
            view,
            (rows, key),
            static (database, generation, at) => at.Rows.GetAsync(database, generation.Of(at.Key), at.Key),
            null,
            cancellationToken
        );

    public async ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) =>
        keys.Count == 0
            ? []
            : await ReadAsync<(RowReader Rows, ViewKey[] Keys), IReadOnlyList<StoredView>>(
                    view,
                    (rows, [.. keys.Select(key => new ViewKey(tenant, key))]),
                    static async (database, generation, at) =>
                    {
                        var found = await Task.WhenAll(
                                generation
                                    .Split(at.Keys)
                                    .Select(part => at.Rows.ManyAsync(database, part.Key, [.. part]))
                            )
                            .ConfigureAwait(false);
                        return (found.All(part => part.IsActive), [.. found.SelectMany(part => part.Rows)]);
                    },
                    [],
                    cancellationToken
                )
                .ConfigureAwait(false);

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            view,
            (lists, tenant, range),
            static (database, generation, at) => at.lists.ListAsync(database, generation, at.tenant, at.range),
            [],
            cancellationToken
        );

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(
        string view,
        string tenant,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            view,
            tenant,
            static async (database, generation, tenant) =>
            {
                var found = await Task.WhenAll(
                        generation.Partitions.Select(partition => ParkedReader.HolesAsync(database, partition, tenant))
                    )
                    .ConfigureAwait(false);
                return (
                    found.All(part => part.IsActive),
                    (IReadOnlyList<ViewKey>)[.. found.SelectMany(part => part.Keys).Distinct().Order()]
                );
            },
            [],
            cancellationToken
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Reads the active generation.</summary>
    /// <param name="view">The view.</param>
    /// <param name="args">Passed on to <paramref name="read"/>.</param>
    /// <param name="read">Reads a generation, and says whether it is the active one for certain.</param>
    /// <param name="nothing">The answer where there is no active one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async ValueTask<T> ReadAsync<TArgs, T>(
        string view,
        TArgs args,
        Func<IDatabase, GenerationKeys, TArgs, Task<(bool IsActive, T Result)>> read,
        T nothing,
        CancellationToken cancellationToken
    )
    {
        if (generations.Remembered(view) is { } remembered)
        {
            var (isActive, result) = await AskAsync(remembered).ConfigureAwait(false);
            if (isActive)
                return result;
        }

        while (await generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false) is { } active)
        {
            var (isActive, result) = await AskAsync(active).ConfigureAwait(false);
            if (isActive)
                return result;
            // A switch is under way, or was left half done: the hash of generations alone says which one is active.
            foreach (var partition in active.Partitions)
                await switching.EndAsync(partition, cancellationToken).ConfigureAwait(false);
            var still = await generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
            if (still?.Id == active.Id)
                return result;
        }

        return nothing;

        ValueTask<(bool IsActive, T Result)> AskAsync(GenerationKeys generation) =>
            server.AskAsync(
                (read, generation, args),
                static (database, at) => at.read(database, at.generation, at.args),
                cancellationToken
            );
    }
}
