using System;
using System.Text;

namespace CqrsKit.Postgres.Servers;

/// <summary>
/// Texts as PostgreSQL can keep them. It has no NUL in text, so U+0000 is stored as U+0001 U+0001 and U+0001 as
/// U+0001 U+0002, which keeps texts apart and in the order of their bytes.
/// </summary>
internal static class StoredText
{
    public static string Of(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u0001') < 0 ? text : Escape(text);

    public static string? OfNullable(string? text) => text is null ? null : Of(text);

    public static string Read(string stored) => stored.Contains('\u0001') ? Unescape(stored) : stored;

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            if (character <= '\u0001')
                escaped.Append('\u0001').Append((char)(character + 1));
            else
                escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static string Unescape(string stored)
    {
        var text = new StringBuilder(stored.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            if (stored[i] == '\u0001' && i + 1 < stored.Length)
                text.Append((char)(stored[++i] - 1));
            else
                text.Append(stored[i]);
        }

        return text.ToString();
    }
}
