using System.Text.Json.Serialization;

namespace CqrsKit.Checker.Lines;

/// <summary>How an operation was answered. One that never was is as one that is unknown.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AnswerStatus>))]
public enum AnswerStatus
{
    /// <summary>It was done.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It was refused: nothing of it has happened, and nothing will.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>It may have been done, may be done yet, or not at all.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}
