namespace CqrsKit.Redis;

/// <summary>How a view lies in Redis.</summary>
public enum RedisFormat
{
    /// <summary>A string with the payload as the codec made it; the fastest to read.</summary>
    Json,

    /// <summary>
    /// A hash with a field for each property of the payload, each the property's JSON text; a payload that is no JSON object
    /// lies in one field. For views of which other programs read single fields with HGET.
    /// </summary>
    Hashes,
}
