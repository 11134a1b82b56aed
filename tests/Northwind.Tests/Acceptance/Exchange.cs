using System.Text.Json;

namespace Northwind.Tests.Acceptance;

/// <summary>What a request was answered with.</summary>
public sealed record Exchange(
    string Name,
    int Status,
    string ContentType,
    string? Location,
    string? Allow,
    bool HasToken,
    string Body
)
{
    internal JsonElement Json => JsonDocument.Parse(Body).RootElement;
}
