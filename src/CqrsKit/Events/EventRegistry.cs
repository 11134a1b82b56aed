using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Events;

/// <summary>
/// The closed set of events that this application knows, by stored name and version. The only way from stored bytes to
/// an event, so no reader can forget to upcast, and no stored text ever chooses a type to construct.
/// </summary>
public sealed class EventRegistry
{
    private readonly FrozenDictionary<Type, EventType> _byType;
    private readonly FrozenDictionary<(string Name, int Version), EventType> _byName;
    private readonly FrozenDictionary<Type, Upcaster> _upcasters;
    private readonly IPayloadCodec _codec;

    /// <summary>A registry of the given types.</summary>
    public EventRegistry(IEnumerable<EventType> types, IEnumerable<Upcaster> upcasters, IPayloadCodec codec)
    {
        _codec = codec;
        _byType = types.DistinctBy(type => type.Type).ToFrozenDictionary(type => type.Type);
        _byName = _byType
            .Values.DistinctBy(type => (type.Name, type.Version))
            .ToFrozenDictionary(type => (type.Name, type.Version));
        _upcasters = upcasters.DistinctBy(upcaster => upcaster.From).ToFrozenDictionary(upcaster => upcaster.From);
    }

    /// <summary>The codec of payloads.</summary>
    public IPayloadCodec Codec => _codec;

    /// <summary>All rows.</summary>
    internal IEnumerable<EventType> Types => _byType.Values;

    /// <summary>The row of an event's type.</summary>
    public EventType TypeOf(IEvent @event) =>
        _byType.TryGetValue(@event.GetType(), out var type)
            ? type
            : throw new CqrsKitException(
                $"Event type {@event.GetType()} is not registered. Give it [EventName(\"…\")] and add its assembly with AddHandlersFrom, or the type with AddEvent."
            );

    /// <summary>The stored names of an event type and of every older shape that is upcast to it.</summary>
    public IEnumerable<string> NamesOf(Type type) =>
        _byType
            .Values.Where(candidate => type.IsAssignableFrom(Newest(candidate.Type)))
            .Select(row => row.Name)
            .Distinct();

    /// <summary>The payload's bytes, under the event's own name and version.</summary>
    public byte[] Write(IEvent @event) => _codec.Encode(@event, @event.GetType());

    /// <summary>The event that the log holds, upcast to its newest shape.</summary>
    /// <exception cref="UnreadableEventException">The name or version is unknown, or the payload does not fit.</exception>
    public IEvent Read(RecordedEvent recorded)
    {
        var info = recorded.Info;
        if (!_byName.TryGetValue((info.Name, info.SchemaVersion), out var type))
#if TRAP_39
            type = new EventType(Type.GetType(info.Name, throwOnError: true)!, info.Name, info.SchemaVersion);
#else
            throw new UnreadableEventException(
                recorded,
                "no event type of this name and version is registered. Add the type, or an upcaster from this version."
            );
#endif
        if (info.Codec != _codec.Name)
            throw new UnreadableEventException(
                recorded,
                $"it was written by the codec '{info.Codec}', and this application uses '{_codec.Name}'."
            );

        try
        {
            return Upcast((IEvent)_codec.Decode(recorded.Data.Span, type.Type));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new UnreadableEventException(recorded, $"{error.GetType().Name}: {error.Message}", error);
        }
    }

    /// <summary>The same event by what it takes to read it; null where it cannot be read.</summary>
    internal IEvent? TryRead(string name, int schemaVersion, string codec, ReadOnlySpan<byte> data)
    {
        if (codec != _codec.Name || !_byName.TryGetValue((name, schemaVersion), out var type))
            return null;
        try
        {
            return Upcast((IEvent)_codec.Decode(data, type.Type));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>The event in its newest shape.</summary>
    internal IEvent Upcast(IEvent @event)
    {
#if !TRAP_28
        while (_upcasters.TryGetValue(@event.GetType(), out var upcaster))
            @event = upcaster.Convert(@event);
#endif
        return @event;
    }

    private Type Newest(Type type)
    {
        while (_upcasters.TryGetValue(type, out var upcaster))
            type = upcaster.To;
        return type;
    }
}
