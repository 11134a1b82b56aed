using System;
using System.Buffers;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Text.Json;

namespace CqrsKit.Sqlite.Units;

/// <summary>Metadata and tags of an event as JSON text; none is null in the database, and empty bytes here.</summary>
internal static class Extras
{
    public static ReadOnlySpan<byte> Write(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return [];
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    public static ReadOnlySpan<byte> Write(IReadOnlyList<string> tags)
    {
        if (tags.Count == 0)
            return [];
        var buffer = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var tag in tags)
                json.WriteStringValue(tag);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan;
    }

    public static IReadOnlyDictionary<string, string> ReadMetadata(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return ReadOnlyDictionary<string, string>.Empty;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(text);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            metadata[name] = json.GetString()!;
        }

        return metadata;
    }

    public static IReadOnlyList<string> ReadTags(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return [];
        var tags = new List<string>();
        var json = new Utf8JsonReader(text);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.String)
            tags.Add(json.GetString()!);
        return tags;
    }
}
