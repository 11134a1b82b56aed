using System.Globalization;
using CqrsKit;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using Microsoft.AspNetCore.Http;
using Northwind.Domain;

namespace Northwind.Http;

/// <summary>Reads what a request says beside its body.</summary>
internal static class RequestParts
{
    public const string TokenHeader = "Consistency-Token";
    private const string KeyHeader = "Idempotency-Key";

    /// <summary>The order id of the path; another text than a canonical id names no order.</summary>
    public static int OrderId(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && id.ToString(CultureInfo.InvariantCulture) == text
            ? id
            : throw new RuleException(RuleKind.Unknown, "There is no such order.");

    /// <summary>What the request demands of the views: its token, or nothing.</summary>
    public static Contract Contract(HttpRequest request)
    {
        var header = request.Headers[TokenHeader];
        if (header.Count == 0)
            return CqrsKit.Consistency.Contract.Eventual;

        return header.Count == 1 && ConsistencyToken.TryParse(header[0], null, out var token)
            ? CqrsKit.Consistency.Contract.AtLeast(token)
            : throw Bad($"{TokenHeader} is malformed. Send it exactly as it came, or leave it out.");
    }

    /// <summary>The key of the request, which is bound to its method and path.</summary>
    public static SendOptions Options(HttpRequest request)
    {
        var header = request.Headers[KeyHeader];
        if (header.Count == 0)
            return new SendOptions();

        if (header is not [{ Length: > 0 and <= 255 } key])
            throw Bad($"{KeyHeader} has 1 to 255 characters.");

        return new SendOptions
        {
            IdempotencyKey = new IdempotencyKey(key)
            {
                Scope = "http",
                Discriminator = $"{request.Method} {request.Path.Value?.TrimEnd('/')}",
            },
        };
    }

    /// <summary>An integer of the query string.</summary>
    public static int Number(HttpRequest request, string name, int usual, int max)
    {
        var values = request.Query[name];
        if (values.Count == 0)
            return usual;

        return
            values.Count == 1
            && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1
            && number <= max
            ? number
            : throw Bad($"'{name}' is an integer from 1 to {max}.");
    }

    /// <summary>A text of the query string; null where it is left out.</summary>
    public static string? Text(HttpRequest request, string name)
    {
        var values = request.Query[name];
        return values.Count <= 1 ? (string?)values : throw Bad($"'{name}' is there more than once.");
    }

    private static HttpException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
