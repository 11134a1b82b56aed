using System;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CqrsKit.Events;

/// <summary>
/// Payloads as UTF-8 JSON. With the options of a source-generated JsonSerializerContext it needs no reflection.
/// </summary>
/// <param name="options">How to read and write; camelCase and no polymorphic type names unless given.</param>
public sealed class JsonCodec(JsonSerializerOptions? options = null) : IPayloadCodec
{
    private readonly JsonSerializerOptions _options = options ?? Reflecting();

    /// <inheritdoc/>
    public string Name => "json";

    /// <summary>Whether a type can be read and written: with source-generated contexts, whether one of them names it.</summary>
    public bool Knows(Type type) => _options.TryGetTypeInfo(type, out _);

    /// <inheritdoc/>
    public byte[] Encode(object value, Type type) => JsonSerializer.SerializeToUtf8Bytes(value, InfoOf(type));

    /// <inheritdoc/>
    public object Decode(ReadOnlySpan<byte> data, Type type) =>
        JsonSerializer.Deserialize(data, InfoOf(type))
        ?? throw new JsonException($"The payload is null where a {type.Name} was expected.");

    /// <summary>Events, states and views are looked for at the start; a command or result under an idempotency key can only be here.</summary>
    private JsonTypeInfo InfoOf(Type type) =>
        _options.TryGetTypeInfo(type, out var info)
            ? info
            : throw new CqrsKitException(
                $"{type} is stored as JSON, and no registered JsonSerializerContext names it. Add [JsonSerializable(typeof({type.Name}))] to one that UseJson registers; a command that is sent under an idempotency key needs it too, and its result."
            );

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "Where code is trimmed, reflection is off, and the options refuse with what to do."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "Where code is trimmed, reflection is off, and the options refuse with what to do."
    )]
    private static JsonSerializerOptions Reflecting() => JsonSerializerOptions.Web;
}
