using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace CqrsKit.Docs.Tests;

/// <summary>
/// A page: its fenced blocks, and its prose. <c>csharp</c> blocks are the page's program, in order; the same fence inside
/// an HTML comment is code that the reader need not see. <c>text</c> blocks are what the program prints.
/// </summary>
internal sealed partial record MarkdownPage(string Path, IReadOnlyList<Block> Blocks, string Prose)
{
    public IEnumerable<Block> Code => Blocks.Where(block => block.Language == "csharp");

    public string ExpectedOutput =>
        string.Concat(Blocks.Where(block => block.Language == "text").Select(block => block.Text));

    public static MarkdownPage Parse(string path, string text)
    {
        var blocks = new List<Block>();
        var prose = new List<string>();
        var inside = new List<string>();
        (string Fence, string Language, int Line)? open = null;
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var fence = Fence().Match(line);
            if (open is { } block)
            {
                if (fence.Success && fence.Groups[1].Value.StartsWith(block.Fence, StringComparison.Ordinal))
                {
                    blocks.Add(new Block(block.Language, block.Line, string.Concat(inside.Select(l => l + "\n"))));
                    open = null;
                }
                else
                {
                    inside.Add(line);
                }
            }
            else if (fence.Success)
            {
                open = (fence.Groups[1].Value, fence.Groups[2].Value.Trim(), number + 1);
                inside.Clear();
            }
            else
            {
                prose.Add(line);
            }
        }

        return open is { } unclosed
            ? throw new FormatException($"{path}:{unclosed.Line - 1} opens a block that is never closed.")
            : new MarkdownPage(path, blocks, string.Join('\n', prose));
    }

    [GeneratedRegex(@"^\s*(`{3,}|~{3,})(.*)$")]
    private static partial Regex Fence();
}
