using System;
using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Rules;

/// <summary>Writes of rows, and texts that stores have stumbled over.</summary>
internal static class Rows
{
    /// <summary>
    /// Texts that must be kept as they are, and apart from one another: empty, white, quoted, cut, case, look-alikes,
    /// normal forms, characters beyond the first plane, and long ones.
    /// </summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "",
        " ",
        "a",
        "A",
        "a ",
        " a",
        "a\0",
        "a\0b",
        "\0",
        "a'b",
        "a''b",
        "a\"b",
        "a`b",
        "a[b]",
        "a;b",
        "'; DROP TABLE cqrskit_event; --",
        "a%",
        "a_",
        "a*",
        "a\\b",
        "a/b",
        "../a",
        "a:b",
        "a|b",
        "{0}",
        "@a",
        "$a",
        "?1",
        "null",
        "0",
        "00",
        "1e3",
        "\t\r\n",
        "ß",
        "ss",
        "é",
        "e\u0301",
        "İ",
        "ı",
        "日本語",
        "\uD83D\uDE00",
        "\uE000",
        "\uFFFD",
        "\uFEFFa",
        "\u200Ba",
        new string('k', 600),
        new string('k', 601),
        new string('\u20AC', 500),
    ];

    /// <summary>A row with a text.</summary>
    public static ViewWrite Put(string key, string text, string tenant = "") =>
        new() { Key = new ViewKey(tenant, key), Data = Trial.Utf8(text) };

    /// <summary>A row in an index.</summary>
    public static ViewWrite Put(string key, string text, params IndexEntry[] added) =>
        Put(key, text) with
        {
            AddedEntries = added,
        };

    public static ViewWrite Delete(string key, params IndexEntry[] removed) =>
        new()
        {
            Key = new ViewKey("", key),
            Data = null,
            RemovedEntries = removed,
        };

    public static IndexEntry At(string index, params ReadOnlySpan<IndexPart> parts) =>
        new(index, IndexKey.Of(parts).Encoded);
}
