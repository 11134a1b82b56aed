using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker;

/// <summary>Reads and writes histories: JSON, a line each.</summary>
public static class History
{
    /// <summary>One line, without its end.</summary>
    public static string Write(HistoryLine line) => JsonSerializer.Serialize(line, HistoryJson.Default.HistoryLine);

    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">It is no line of a history.</exception>
    public static HistoryLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, HistoryJson.Default.HistoryLine)
                ?? throw new FormatException("The line is null.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new FormatException($"No line of a history: {error.Message}", error);
        }
    }

    /// <summary>Reads lines one after the other; empty ones are passed over.</summary>
    /// <exception cref="FormatException">One of them is no line of a history.</exception>
    public static IEnumerable<HistoryLine> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
                yield return Parse(line);
        }
    }

    /// <summary>Puts the lines of several recorders that share a clock in the order of their times; each recorder's own order is kept.</summary>
    public static IReadOnlyList<HistoryLine> Merge(params IEnumerable<IEnumerable<HistoryLine>> recorders) =>
        [.. recorders.SelectMany(lines => lines).OrderBy(line => line.At)];
}
