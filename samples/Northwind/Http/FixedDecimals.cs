using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Northwind.Http;

/// <summary>Writes a decimal as a JSON number with a fixed count of decimals, whatever its scale in memory.</summary>
internal abstract class FixedDecimals(string format) : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString(format, CultureInfo.InvariantCulture), skipInputValidation: true);
}

internal sealed class TwoDecimals() : FixedDecimals("0.00");

internal sealed class FourDecimals() : FixedDecimals("0.0000");
