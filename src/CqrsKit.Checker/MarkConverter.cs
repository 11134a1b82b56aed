using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CqrsKit.Checker;

internal sealed class MarkConverter : JsonConverter<Mark>
{
    public override Mark Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Mark.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, Mark value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
