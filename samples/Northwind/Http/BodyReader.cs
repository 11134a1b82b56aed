using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Northwind.Http;

/// <summary>Reads JSON bodies.</summary>
internal static class BodyReader
{
    private const long Limit = 1024 * 1024;

    /// <summary>The body of a request that needs one.</summary>
    public static async ValueTask<T> ReadBodyAsync<T>(this HttpRequest request)
        where T : class
    {
        var bytes = await ReadAsync(request);
        return bytes.Length > 0 ? Parse<T>(request, bytes) : throw Unreadable("The body is empty.");
    }

    /// <summary>Reads the body of a request that needs none: an empty object, or nothing.</summary>
    public static async ValueTask ReadNoBodyAsync(this HttpRequest request)
    {
        var bytes = await ReadAsync(request);
        if (bytes.Length > 0)
            Parse<NoBody>(request, bytes);
    }

    private static T Parse<T>(HttpRequest request, byte[] bytes)
        where T : class
    {
        if (!IsJson(request))
            throw new HttpException(
                StatusCodes.Status415UnsupportedMediaType,
                "Send the body as application/json, in UTF-8."
            );

        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Json.Requests)
                ?? throw Unreadable("The body is null where an object is expected.");
        }
        catch (JsonException error)
        {
            var place = string.IsNullOrEmpty(error.Path) ? "" : $" See {error.Path}.";
            throw Unreadable($"The body is no JSON, or a value in it has the wrong type or no place.{place}");
        }
    }

    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", System.StringComparison.OrdinalIgnoreCase));

    private static async ValueTask<byte[]> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > Limit)
            throw TooLarge();

        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > Limit)
                throw TooLarge();

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static HttpException Unreadable(string message) => new(StatusCodes.Status400BadRequest, message);

    private static HttpException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, $"A body has at most {Limit} bytes.");
}
