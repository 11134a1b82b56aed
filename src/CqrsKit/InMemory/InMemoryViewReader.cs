using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.InMemory;

/// <summary>Reads what is committed at the moment of each call.</summary>
internal sealed class InMemoryViewReader(SharedState shared) : IViewReader
{
    public object? Native => null;

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Active(view) is not { Info: var info, Lowest: var checkpoint } active)
            return new((ViewStatus?)null);
        return new(new ViewStatus(info.Id, checkpoint.LogId, info.Mode, checkpoint.Mark, !active.Parked.IsEmpty));
    }

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Active(view)?.Find(key));
    }

    public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(
            Active(view) is { } active
                ? [.. keys.Select(key => active.Find(new ViewKey(tenant, key))).OfType<StoredView>()]
                : []
        );
    }

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Active(view)?.List(tenant, range) ?? []);
    }

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(string view, string tenant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Active(view)?.Holes(tenant) ?? []);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private GenerationEntry? Active(string view) =>
        shared.Now.Views.TryGetValue(view, out var entry) ? entry.Active : null;
}
