using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

internal sealed class Repository<TState>(
    UnitOfWork unit,
    MessageContext context,
    AggregateTable aggregates,
    AggregateLoader loader
) : IRepository<TState>
    where TState : class
{
    public async ValueTask<Tracked<TState>> LoadAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var registration = aggregates.Of<TState>();
        var aggregate = (Aggregate<TState>)registration.Aggregate;
        var draft = unit.Running("IRepository");
        var stream = new StreamId(context.Tenant, aggregate.Category, key);
        if (draft.Find(stream) is TrackedStream<TState> known)
            return known.Tracked;
        var (state, version) = await loader.LoadAsync(aggregate, stream, cancellationToken).ConfigureAwait(false);
        // Two loads of one stream may have run side by side; the first to come back is the one.
        if (draft.Find(stream) is TrackedStream<TState> meanwhile)
            return meanwhile.Tracked;
        var loaded = new TrackedStream<TState>(draft, stream, version, state, registration, aggregate);
        draft.Track(loaded);
        return loaded.Tracked;
    }
}
