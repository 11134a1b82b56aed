using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace CqrsKit.Docs.Tests;

public sealed partial class LinkTests
{
    [Fact]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var dead =
            from page in Repository.Pages()
            from Match link in Link().Matches(Repository.Open(page).Prose)
            let target = link.Groups[1].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Exists(page, target)
            select $"{page} links to {target}";

        Assert.Empty(dead);
    }

    [Fact]
    public void Every_page_of_docs_is_linked_from_another()
    {
        var linked = new HashSet<string>(
            from page in Repository.Pages()
            from Match link in Link().Matches(Repository.Open(page).Prose)
            let file = link.Groups[1].Value.Split('#')[0]
            where file.Length > 0 && !file.Contains("://", StringComparison.Ordinal)
            select Path.GetFullPath(Path.Combine(Folder(page), file))
        );

        Assert.All(Repository.Pages().Skip(1), page => Assert.Contains(Path.Combine(Repository.Root, page), linked));
    }

    private static bool Exists(string page, string target)
    {
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.Combine(Folder(page), parts[0]);
        if (parts.Length == 1)
            return File.Exists(path) || Directory.Exists(path);
        return File.Exists(path)
            && MarkdownPage
                .Parse(path, File.ReadAllText(path))
                .Prose.Split('\n')
                .Where(line => line.StartsWith('#'))
                .Any(line => Anchor(line) == parts[1]);
    }

    private static string Folder(string page) =>
        Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Repository.Root, page)))!;

    private static string Anchor(string heading) =>
        NotInAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
