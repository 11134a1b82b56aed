using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Torture.Histories;

/// <summary>What one node wrote down before it ended.</summary>
internal static class NodeHistory
{
    private const int TailSize = 512 * 1024;

    /// <summary>All whole lines; one that the kill cut off is of something that had not begun, or was not told.</summary>
    public static IEnumerable<HistoryLine> Read(string path)
    {
        foreach (var text in Lines(path, 0))
        {
            var line = History.Parse(text);
            yield return line is FenceRaised raised ? new FenceAsked(raised, SinceOf(text)) : line;
        }
    }

    /// <summary>The keys of commands that were sent and not answered, at the end of a file.</summary>
    public static IReadOnlyList<string> Unanswered(string path)
    {
        var open = new Dictionary<string, string>();
        foreach (var text in Lines(path, TailSize))
        {
            switch (History.Parse(text))
            {
                case CommandInvoked { Key: { } key } invoked:
                    open[invoked.Op] = key[(key.IndexOf('/') + 1)..];
                    break;
                case CommandAnswered answered:
                    open.Remove(answered.Op);
                    break;
            }
        }

        return [.. open.Values.Distinct()];
    }

    private static IEnumerable<string> Lines(string path, int tail)
    {
        if (!File.Exists(path))
            yield break;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var isTail = tail > 0 && file.Length > tail;
        if (isTail)
            file.Seek(-tail, SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n');
        // What stands behind the last end of a line is half a line, or nothing.
        foreach (var line in lines.Skip(isTail ? 1 : 0).SkipLast(1).Where(line => line.Length > 0))
            yield return line;
    }

    private static long SinceOf(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("since").GetInt64();
    }
}

/// <summary>A fence that was raised at some time between two; no line of a history yet.</summary>
internal sealed record FenceAsked(FenceRaised Raised, long Since) : HistoryLine(Raised.At);
