using System;

namespace CqrsKit.Events;

/// <summary>
/// Turns payloads (events, states, views, outcomes) into bytes and back. The seam for encryption, compression or a
/// source-generated JsonSerializerContext. Encoding must be deterministic: equal values give equal bytes.
/// </summary>
public interface IPayloadCodec
{
    /// <summary>The name that is stored beside the bytes, such as <c>json</c>.</summary>
    string Name { get; }

    /// <summary>The bytes of a value.</summary>
    byte[] Encode(object value, Type type);

    /// <summary>The value that the bytes stand for; throws when they are no such value.</summary>
    object Decode(ReadOnlySpan<byte> data, Type type);
}
