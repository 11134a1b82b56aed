using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace CqrsKit.Docs.Tests;

/// <summary>The repository's Markdown.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>README.md and the pages of docs, relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Prepend("README.md");

    public static MarkdownPage Open(string page) =>
        MarkdownPage.Parse(page, File.ReadAllText(Path.Combine(Root, page)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CqrsKit.sln")))
            folder =
                folder.Parent ?? throw new InvalidOperationException("CqrsKit.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
