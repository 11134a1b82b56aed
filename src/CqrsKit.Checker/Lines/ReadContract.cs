using System.Text.Json.Serialization;

namespace CqrsKit.Checker.Lines;

/// <summary>What a query demands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReadContract>))]
public enum ReadContract
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("eventual")]
    Eventual,

    /// <summary>What a token names: one that was handed in, or the session's own writes.</summary>
    [JsonStringEnumMemberName("token")]
    Token,

    /// <summary>Every unit that was acknowledged before the query began.</summary>
    [JsonStringEnumMemberName("latest")]
    Latest,
}
