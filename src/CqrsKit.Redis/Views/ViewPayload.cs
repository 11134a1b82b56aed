using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>
/// A payload as fields of a hash, a property's JSON text each, and back. The properties come back in the order of their
/// names. What is no JSON object with names of its own lies whole in the field with the empty name.
/// </summary>
internal static class ViewPayload
{
    private static readonly JsonReaderOptions Plain = new() { CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Fields and values, one after the other.</summary>
    public static List<RedisValue> Fields(ReadOnlyMemory<byte> payload)
    {
        var fields = new List<RedisValue>();
        return TrySplit(payload, fields) && fields.Count > 0 ? fields : [RedisValue.EmptyString, payload];
    }

    public static ReadOnlyMemory<byte>? Join(HashEntry[] fields)
    {
        if (fields.Length == 0)
            return null;
        if (fields is [{ Name.IsNullOrEmpty: true } whole])
            return (ReadOnlyMemory<byte>)whole.Value;
        Array.Sort(fields, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        var to = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            foreach (var field in fields)
            {
                json.WritePropertyName(field.Name.ToString());
                json.WriteRawValue(((ReadOnlyMemory<byte>)field.Value).Span, skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        return to.WrittenMemory;
    }

    private static bool TrySplit(ReadOnlyMemory<byte> payload, List<RedisValue> fields)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { "" };
        var json = new Utf8JsonReader(payload.Span, Plain);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = json.GetString()!;
                if (!names.Add(name))
                    return false;
                json.Read();
                var start = (int)json.TokenStartIndex;
                json.Skip();
                fields.Add(name);
                fields.Add(payload[start..(int)json.BytesConsumed]);
            }

            return json.TokenType == JsonTokenType.EndObject && !json.Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // no JSON, or a name that is no text
        }
    }
}
