using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CqrsKit.Zoo.Tests;

/// <summary>
/// A unified diff, as git writes it. Where a hunk belongs is told by its text alone, which must be there once: line numbers
/// change with every commit, and a guard that is not found any more must be looked for by a person.
/// </summary>
internal sealed class Patch(string name, string text)
{
    private readonly string[] _lines = text.Split('\n');

    /// <summary>The files that it changes, by their paths, as they are after it.</summary>
    /// <exception cref="InvalidDataException">A hunk's old lines are not there, or more than once.</exception>
    public IReadOnlyDictionary<string, string> Apply(string root)
    {
        var changed = new Dictionary<string, string>();
        string? path = null;
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i].StartsWith("+++ b/", StringComparison.Ordinal))
                changed[path = Path.Combine(root, _lines[i][6..])] = File.ReadAllText(
                    Path.Combine(root, _lines[i][6..])
                );
            else if (_lines[i].StartsWith("@@", StringComparison.Ordinal))
                changed[path!] = Apply(path!, changed[path!], HunkAt(i + 1));
        }

        return changed.Count > 0 ? changed : throw new InvalidDataException($"{name} changes nothing.");
    }

    private string[] HunkAt(int first) =>
        [.. _lines.Skip(first).TakeWhile(line => line is [' ' or '+' or '-', ..] && !IsHead(line))];

    private static bool IsHead(string line) => line.StartsWith("--- a/", StringComparison.Ordinal);

    private string Apply(string path, string source, string[] hunk)
    {
        var (before, after) = (Side(hunk, '-'), Side(hunk, '+'));
        var at = source.IndexOf(before, StringComparison.Ordinal);
        if (at < 0 || source.IndexOf(before, at + 1, StringComparison.Ordinal) >= 0)
            throw new InvalidDataException(
                $"{name} does not fit {path} any more: its lines are {(at < 0 ? "not there" : "there more than once")}. Take the same guard out of the source as it is now.{Environment.NewLine}{before}"
            );
        return source[..at] + after + source[(at + before.Length)..];
    }

    private static string Side(string[] hunk, char side) =>
        string.Concat(hunk.Where(line => line[0] == ' ' || line[0] == side).Select(line => line[1..] + '\n'));
}
