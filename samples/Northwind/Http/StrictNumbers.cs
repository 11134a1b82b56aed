using System;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Northwind.Domain;

namespace Northwind.Http;

/// <summary>
/// Reads integers: anything but a number without point and exponent has the wrong type; one that no long can hold is
/// taken as the nearest, which is out of range in every rule.
/// </summary>
internal sealed class StrictInteger : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.IndexOfAny(".eE"u8) >= 0)
            throw new JsonException();

        return reader.TryGetInt64(out var value) ? value
            : reader.ValueSpan[0] == (byte)'-' ? long.MinValue
            : long.MaxValue;
    }

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);
}

/// <summary>Reads decimals exactly; a number that a decimal would round, or cannot hold, breaks the rules of value.</summary>
internal sealed class StrictDecimal : JsonConverter<decimal>
{
    private const int MaxDecimals = 10; // rounding begins far beyond

    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number)
            throw new JsonException();

        var text = Encoding.ASCII.GetString(reader.ValueSpan);
        if (!reader.TryGetDecimal(out var value) || Decimals(text) > MaxDecimals)
            throw new RuleException(
                RuleKind.Value,
                "A price or discount is out of range, or has more than 2 decimals."
            );

        return value;
    }

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value);

    /// <summary>How many decimals the number has that are not trailing zeros.</summary>
    private static long Decimals(string number)
    {
        var parts = number.Split('e', 'E');
        var exponent = parts.Length > 1 ? Exponent(parts[1]) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        if (digits is "" or "-")
            return 0;

        var whole = point < 0 ? parts[0].Length : point;
        return digits.Length - whole - exponent;
    }

    private static long Exponent(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) ? exponent
        : text.StartsWith('-') ? int.MinValue
        : int.MaxValue;
}
