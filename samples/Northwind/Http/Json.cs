using System.Text.Encodings.Web;
using System.Text.Json;

namespace Northwind.Http;

/// <summary>How JSON is read and written.</summary>
internal static class Json
{
    /// <summary>Requests: every value has the type that it should, every member is known and there once.</summary>
    public static JsonSerializerOptions Requests { get; } =
        new(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectRequiredConstructorParameters = false,
            Converters = { new StrictInteger(), new StrictDecimal() },
        };

    /// <summary>Answers: names as they are spelled, for they are never pasted into a page.</summary>
    public static JsonSerializerOptions Answers { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
}
