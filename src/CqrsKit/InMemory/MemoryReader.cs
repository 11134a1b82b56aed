using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>Reads the active generations.</summary>
internal sealed class MemoryReader(Lock gate, MemoryViews views) : IViewReader
{
    public object? Native => null;

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (views.Active(view) is not { } active)
                return new((ViewStatus?)null);
            var description = active.Description;
            return new(
                new ViewStatus(
                    description.Id,
                    active.Checkpoint.LogId,
                    description.Mode,
                    views.Current(active).Mark,
                    active.Parked.Count > 0
                )
            );
        }
    }

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(views.Active(view)?.Rows.GetValueOrDefault(key));
    }

    public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var rows = views.Active(view)?.Rows;
            return new([
                .. keys.Distinct()
                    .Select(key => rows?.GetValueOrDefault(new ViewKey(tenant, key)))
                    .OfType<StoredView>(),
            ]);
        }
    }

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new(
                views.Active(view) is { } active
                    ? [.. active.Entries(tenant, range).Select(entry => active.Rows[new ViewKey(tenant, entry.Key)])]
                    : []
            );
    }

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(string view, string tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
            return new([
                .. (views.Active(view)?.Parked ?? [])
                    .Select(parked => parked.Key)
                    .Where(key => key.Tenant == tenant || key == ViewKey.WholeView)
                    .Distinct()
                    .Order(),
            ]);
    }

    public ValueTask DisposeAsync() => default;
}
