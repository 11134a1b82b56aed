using System;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace CqrsKit.Reading;

/// <summary>
/// The text of a page's end: format, a mark of the list (FNV-1a of view and index), the length of the encoded value, the
/// value, the key.
/// </summary>
internal static class ViewCursor
{
    private const byte Format = 1;
    private const int HeaderSize = 1 + 4 + 4;
    private const int MaxLength = 16 * 1024;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Write(string view, string index, ReadOnlySpan<byte> value, string key)
    {
        var bytes = new byte[HeaderSize + value.Length + Encoding.UTF8.GetByteCount(key)];
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), ListMark(view, index));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), value.Length);
        value.CopyTo(bytes.AsSpan(HeaderSize));
        Encoding.UTF8.GetBytes(key, bytes.AsSpan(HeaderSize + value.Length));
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="CursorException">The text is no cursor of this index, or lies outside of the prefix.</exception>
    public static IndexCursor Read(string view, string index, ReadOnlySpan<byte> prefix, string text)
    {
        if (text.Length is 0 or > MaxLength || !Base64Url.IsValid(text))
            throw new CursorException(text, "it is malformed.");
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < HeaderSize || bytes[0] != Format)
            throw new CursorException(text, "it is malformed.");
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1)) != ListMark(view, index))
            throw new CursorException(text, $"it is of another view or index than '{index}' of '{view}'.");

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5));
        if (length < 0 || length > bytes.Length - HeaderSize)
            throw new CursorException(text, "it is malformed.");
        var value = bytes.AsMemory(HeaderSize, length);
        if (!value.Span.StartsWith(prefix))
            throw new CursorException(text, "it is of a list with another prefix.");
        try
        {
            return new IndexCursor(value, Strict.GetString(bytes.AsSpan(HeaderSize + length)));
        }
        catch (ArgumentException error)
        {
            throw new CursorException(text, "it is malformed.", error);
        }
    }

    private static uint ListMark(string view, string index)
    {
        var hash = 2166136261u;
        foreach (var part in (ReadOnlySpan<string>)[view, "\0", index])
        {
            foreach (var c in part)
                hash = (hash ^ c) * 16777619u;
        }

        return hash;
    }
}
