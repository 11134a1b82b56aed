using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;

namespace Northwind.Tests.Acceptance;

/// <summary>Sends requests, keeps what was answered, and carries the token from each answer to the next question.</summary>
internal sealed class Talk(HttpClient client)
{
    public const string TokenHeader = "Consistency-Token";

    public List<Exchange> Exchanges { get; } = [];

    /// <summary>The last token that came.</summary>
    public string? Token { get; set; }

    public Task<Exchange> GetAsync(string path, string? name = null) => SendAsync(name ?? path, HttpMethod.Get, path);

    public Task<Exchange> PostAsync(string name, string path, string? json = null, string? key = null) =>
        SendAsync(name, HttpMethod.Post, path, json is null ? null : Json(json), key);

    public async Task<Exchange> SendAsync(
        string name,
        HttpMethod method,
        string path,
        HttpContent? content = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Token is not null)
            request.Headers.Add(TokenHeader, Token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        var token = response.Headers.TryGetValues(TokenHeader, out var values) ? values.Single() : null;
        Token = token ?? Token;
        // A day may end between two combinations.
        var body = (await response.Content.ReadAsStringAsync())
            .Replace(Day(0), "(today)", StringComparison.Ordinal)
            .Replace(Day(-1), "(today)", StringComparison.Ordinal);
        var exchange = new Exchange(
            name,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString() ?? "",
            response.Headers.Location?.ToString(),
            string.Join(", ", response.Content.Headers.Allow),
            token is not null,
            body
        );
        Exchanges.Add(exchange);
        return exchange;
    }

    public static HttpContent Json(string text) =>
        new ByteArrayContent(Encoding.UTF8.GetBytes(text))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };

    private static string Day(int offset) =>
        DateTime.UtcNow.AddDays(offset).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
