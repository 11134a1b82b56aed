using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

internal sealed class ReadStore<TView>(ViewBinding<TView> binding, IReadGuard guard, MessageContext context)
    : IReadStore<TView>
    where TView : class
{
    private const int MaxLimit = 1000;

    private string Name => binding.Source.Name;

    public ValueTask<TView?> GetAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (binding.Shared is { } shared)
            return GetSharedAsync(shared, key, cancellationToken);
        return guard.IsActive
            ? GetGuardedAsync(key, cancellationToken)
            : GetPlainAsync(binding.Source.Store, key, cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, TView>> GetManyAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(keys);
        var views = new Dictionary<string, TView>(keys.Count, StringComparer.Ordinal);
        if (keys.Count == 0)
            return views;
        if (binding.Shared is { } shared)
        {
            var rows = await shared.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            Touch(rows, keys);
            rows.GetMany(context.Tenant, keys, views);
            return views;
        }

        var found = await ReadAsync(
                keys,
                (Name, context.Tenant, keys),
                static (reader, args, cancellation) =>
                    reader.GetManyAsync(args.Name, args.Tenant, args.keys, cancellation),
                cancellationToken
            )
            .ConfigureAwait(false);
        foreach (var row in found)
            views[row.Key.Key] = binding.Decode(row);
        return views;
    }

    public async ValueTask<ViewPage<TView>> ListAsync(
        string index,
        ListOptions options,
        CancellationToken cancellationToken
    )
    {
        var range = RangeOf(index, options);
        if (binding.Shared is { } shared)
        {
            var rows = await shared.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            Touch(rows, keys: null);
            var (keys, views) = rows.List(context.Tenant, range);
            return PageOf(range, keys, views);
        }

        var found = await ReadAsync(
                keys: null,
                (Name, context.Tenant, range),
                static (reader, args, cancellation) =>
                    reader.ListAsync(args.Name, args.Tenant, args.range, cancellation),
                cancellationToken
            )
            .ConfigureAwait(false);
        return PageOf(range, [.. found.Select(row => row.Key.Key)], [.. found.Select(binding.Decode)]);
    }

    private async ValueTask<TView?> GetPlainAsync(IViewStore store, string key, CancellationToken cancellationToken)
    {
        StoredView? row;
        var reader = await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            row = await reader
                .GetAsync(Name, new ViewKey(context.Tenant, key), cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }

        return row is null ? null : binding.Decode(row);
    }

    private async ValueTask<TView?> GetGuardedAsync(string key, CancellationToken cancellationToken)
    {
        var row = await guard
            .ReadAsync(
                binding.Source,
                [key],
                (Name, Key: new ViewKey(context.Tenant, key)),
                static (reader, args, cancellation) => reader.GetAsync(args.Name, args.Key, cancellation),
                cancellationToken
            )
            .ConfigureAwait(false);
        return row is null ? null : binding.Decode(row);
    }

    private async ValueTask<TView?> GetSharedAsync(
        SharedView<TView> shared,
        string key,
        CancellationToken cancellationToken
    )
    {
        var rows = await shared.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        Touch(rows, [key]);
        return rows.Get(new ViewKey(context.Tenant, key));
    }

    private async ValueTask<TResult> ReadAsync<TArgs, TResult>(
        IReadOnlyCollection<string>? keys,
        TArgs args,
        Func<IViewReader, TArgs, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken
    )
    {
        if (guard.IsActive)
            return await guard.ReadAsync(binding.Source, keys, args, read, cancellationToken).ConfigureAwait(false);

        var reader = await binding.Source.Store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return await read(reader, args, cancellationToken).ConfigureAwait(false);
    }

    private void Touch(SharedRows<TView> rows, IReadOnlyCollection<string>? keys)
    {
        if (guard.IsActive && rows.FindHole(context.Tenant, keys) is { } hole)
            guard.TouchHole(binding.Source, hole);
    }

    private IndexRange RangeOf(string index, ListOptions options)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(options);
        var declared = binding.Projection.Indexes;
        if (!declared.Contains(index, StringComparer.Ordinal))
            throw new ArgumentException(
                $"View '{Name}' has no index '{index}'. It declares {(declared.Count == 0 ? "none" : string.Join(", ", declared.Select(name => $"'{name}'")))}.",
                nameof(index)
            );
        if (options.Limit is < 1 or > MaxLimit)
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options.Limit,
                $"A page of '{Name}' has from 1 to {MaxLimit} views."
            );

        var prefix = options.Prefix?.Encoded ?? default;
        var after = options.After is null ? null : ViewCursor.Read(Name, index, prefix.Span, options.After);
        // One more than asked for tells whether there is another page.
        return new IndexRange(index, prefix, after, options.Descending, options.Limit + 1);
    }

    private ViewPage<TView> PageOf(IndexRange range, List<string> keys, List<TView> views)
    {
        if (views.Count < range.Limit)
            return new ViewPage<TView>(views, Next: null);

        var last = range.Limit - 2;
        views.RemoveAt(last + 1);
        var place = binding.PlaceOf(views[last], range.Index, keys[last]);
        return new ViewPage<TView>(views, ViewCursor.Write(Name, range.Index, place.Span, keys[last]));
    }
}
