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
        var hash = Hash(Hash(14695981039346656037UL, $"{kind}|"), message);
        return result is null ? hash : Hash(Hash(hash, "|"), result);
    }

    private static ulong Hash(ulong hash, string text)
    {
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        return hash;
    }
}
