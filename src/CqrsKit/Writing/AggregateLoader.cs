using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Writing;

/// <summary>
/// Makes the state of a stream: the stored row where it is the fold of the whole stream, or else a replay of the events
/// from the row on, or from the beginning where the row is of no use.
/// </summary>
internal sealed class AggregateLoader(
    IWriteStore store,
    EventRegistry registry,
    WritingOptions options,
    ILogger<AggregateLoader> logger
)
{
    public async ValueTask<(TState? State, long Version)> LoadAsync<TState>(
        Aggregate<TState> aggregate,
        StreamId stream,
        CancellationToken cancellationToken
    )
        where TState : class
    {
        var stored = await store.LoadAsync(stream, cancellationToken).ConfigureAwait(false);
        TState? state = null;
        var version = 0L;
        if (stored.State is { } row && row.Version <= stored.Version && TryDecode(aggregate, stream, row, out state))
            version = row.Version;
        foreach (var next in stored.Tail)
        {
            // What cannot be read here is read from the log, which says why it cannot.
            if (
                next.Version != version + 1
                || registry.TryRead(next.Name, next.SchemaVersion, next.Codec, next.Data.Span) is not { } @event
            )
                break;
            state = aggregate.Fold(state, @event);
            version = next.Version;
        }

        return version == stored.Version
            ? (state, version)
            : await ReplayAsync(aggregate, stream, state, version, stored.Version, cancellationToken)
                .ConfigureAwait(false);
    }

    private bool TryDecode<TState>(
        Aggregate<TState> aggregate,
        StreamId stream,
        StoredState row,
        [NotNullWhen(true)] out TState? state
    )
        where TState : class
    {
        state = null;
#if !TRAP_27
        // A stored state is disposable: of another fold or codec, it is made again from the events.
        if (row.SchemaVersion != aggregate.Version || row.Codec != registry.Codec.Name)
            return false;
#endif
        try
        {
            state = (TState)registry.Codec.Decode(row.Data.Span, typeof(TState));
            return true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Log.StateUnreadable(logger, error, stream, row.Version);
            return false;
        }
    }

    private async ValueTask<(TState? State, long Version)> ReplayAsync<TState>(
        Aggregate<TState> aggregate,
        StreamId stream,
        TState? state,
        long version,
        long target,
        CancellationToken cancellationToken
    )
        where TState : class
    {
        while (version < target)
        {
            var page = await store
                .Log.ReadStreamAsync(stream, version, options.ReplayPage, cancellationToken)
                .ConfigureAwait(false);
            if (page.Count == 0)
                throw new CqrsKitException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Stream {stream} is at version {target}, but the log holds its events only up to version {version}. The store is damaged; restore it."
                    )
                );
            foreach (var recorded in page)
            {
                state = aggregate.Fold(state, registry.Read(recorded));
                version = recorded.Version;
            }
        }
        return (state, version);
    }
}
