namespace CqrsKit.Generator.Model;

/// <summary>The number under which a table lists a handler: CqrsKit.Dispatch.HandlerKey, at compile time.</summary>
internal static class Key
{
    public const char Command = 'C';
    public const char Query = 'Q';
    public const char Stream = 'S';
    public const char Event = 'E';

    /// <summary>The result of a command without one.</summary>
    public const string NoResult = "CqrsKit.Pipeline.NoResult";

    /// <summary>FNV-1a, 64 bits, over the kind, the message's name and the result's, as reflection prints them.</summary>
    public static ulong Of(char kind, string message, string? result)
    {
        var hash = Digest.Add(Digest.Add(Digest.Seed, $"{kind}|"), message);
        return result is null ? hash : Digest.Add(Digest.Add(hash, "|"), result);
    }
}
