using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace CqrsKit.Rules.Tests;

/// <summary>The repository builds anywhere: it names no machine's folders and no registry.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] ProjectFiles =
    [
        ".csproj",
        ".props",
        ".targets",
        ".lock.json",
        ".sln",
        "dotnet-tools.json",
    ];
    private static readonly string[] Unread = [".db", ".png", ".ico", ".gif", ".woff2"];

    [Fact]
    public void No_file_names_a_registry_host_or_a_machines_folder()
    {
        var found = Repository
            .Files()
            .Where(path => !Unread.Contains(Path.GetExtension(path)))
            .SelectMany(path => Hits(path, Elsewhere()))
            .ToArray();

        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void No_project_or_lock_file_holds_an_address()
    {
        var found = Repository
            .Files()
            .Where(path => ProjectFiles.Any(path.EndsWith))
            .SelectMany(path => Hits(path, Address()))
            .ToArray();

        Assert.True(found.Length == 0, string.Join(Environment.NewLine, found));
    }

    [Fact]
    public void Package_sources_are_the_users_own()
    {
        var found = Repository
            .Files()
            .Where(path => path.EndsWith("nuget.config", StringComparison.OrdinalIgnoreCase))
            .ToArray();

        Assert.True(
            found.Length == 0,
            $"{string.Join(", ", found)} would override the sources of whoever builds this."
        );
    }

    private static string[] Hits(string path, Regex pattern) =>
        [
            .. File.ReadLines(Path.Combine(Repository.Root, path))
                .Select((line, index) => (Match: pattern.Match(line), Number: index + 1))
                .Where(hit => hit.Match.Success)
                .Select(hit => $"{path}:{hit.Number} says {hit.Match.Value}"),
        ];

    [GeneratedRegex(
        @"(?<![\w.})])/(work|root|opt/nuget)\b|\b(api\.nuget|registry\.npmjs|npmjs|deb\.debian)\.(org|com)\b|\bnuget\.org/v[23]"
    )]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();
}
