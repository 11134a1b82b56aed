using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Projections;

/// <summary>What reading the views of one kind needs, put together once.</summary>
internal sealed class ViewBinding<TView>
    where TView : class
{
    public ViewBinding(
        IEnumerable<ViewRegistration> registrations,
        ViewTable table,
        IPayloadCodec codec,
        IServiceProvider provider
    )
    {
        Source = table.Find(typeof(TView));
        Codec = codec;
        var registration = registrations.First(row => row.Projection.ViewType == typeof(TView));
        Projection = registration.Projection;
        if (Source.IsShared)
            Shared = new SharedView<TView>(
                Projection,
                registration.Options.SharedWarningAt,
                provider.GetRequiredService<IEventLog>(),
                provider.GetRequiredService<EventRegistry>(),
                provider.GetRequiredService<Waiting>(),
                provider.GetRequiredService<ILogger<SharedView<TView>>>()
            );
    }

    public ViewSource Source { get; }

    public Projection Projection { get; }

    public IPayloadCodec Codec { get; }

    /// <summary>The fold in memory, on rung 1; null where the view is stored.</summary>
    public SharedView<TView>? Shared { get; }

    /// <summary>The view that a row stands for.</summary>
    public TView Decode(StoredView row)
    {
        try
        {
            return (TView)Codec.Decode(row.Data.Span, typeof(TView));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new CqrsKitException(
                $"View '{Source.Name}' holds data under key '{row.Key}' that is no {typeof(TView)}: {error.Message} If the view's shape has changed, raise its projection's version, so that it is rebuilt.",
                error
            );
        }
    }

    /// <summary>A view's place in an index.</summary>
    public ReadOnlyMemory<byte> PlaceOf(TView view, string index, string key)
    {
        foreach (var entry in Projection.EntriesOf(view))
        {
            if (entry.Index == index)
                return entry.Value;
        }

        throw new CqrsKitException(
            $"View '{Source.Name}' lists key '{key}' in the index '{index}', but its projection gives it no place there. If the index has changed, raise the projection's version, so that the view is rebuilt."
        );
    }
}
