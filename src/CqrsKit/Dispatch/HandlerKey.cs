using System;
using System.ComponentModel;

namespace CqrsKit.Dispatch;

/// <summary>
/// The number under which a generated table lists a handler: what it handles, hashed, so that a table of a thousand
/// handlers is found through without loading a thousand types. The type itself is compared once a row is made.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class HandlerKey
{
    internal const char Command = 'C';
    internal const char Query = 'Q';
    internal const char Stream = 'S';
    internal const char Event = 'E';

    /// <summary>The FNV-1a hash of the kind, the message's name and the result's name.</summary>
    /// <param name="kind">C for commands, Q for queries, S for stream queries, E for in-process event handlers.</param>
    /// <param name="message">The message's type.</param>
    /// <param name="result">The result's or item's type; null for events.</param>
    public static ulong Of(char kind, Type message, Type? result)
    {
        ArgumentNullException.ThrowIfNull(message);
        var hash = Hash(Hash(14695981039346656037UL, [kind, '|']), message.ToString());
        return result is null ? hash : Hash(Hash(hash, "|"), result.ToString());
    }

    private static ulong Hash(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        return hash;
    }
}
