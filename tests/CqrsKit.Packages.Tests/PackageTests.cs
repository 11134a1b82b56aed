using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace CqrsKit.Packages.Tests;

public sealed partial class PackageTests(Feed feed) : IClassFixture<Feed>
{
    [Theory]
    [InlineData("CqrsKit", "Microsoft.Extensions.DependencyInjection.Abstractions")]
    [InlineData("CqrsKit.Postgres", "Npgsql")]
    [InlineData("CqrsKit.Redis", "StackExchange.Redis")]
    [InlineData("CqrsKit.Sqlite", "CqrsKit")]
    [InlineData("CqrsKit.Testing", "CqrsKit")]
    public void A_package_brings_its_readme_license_docs_symbols_and_dependencies(string id, string dependency)
    {
        using var package = Open(id, "nupkg");
        var entries = package.Entries.Select(entry => entry.FullName).ToArray();

        Assert.Contains("README.md", entries);
        Assert.Contains($"lib/net10.0/{id}.dll", entries);
        Assert.Contains($"lib/net10.0/{id}.xml", entries);
        var metadata = Feed.Nuspec(package);
        Assert.Equal("MIT", Value(metadata, "license"));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.NotEqual("Package Description", Value(metadata, "description"));
        Assert.Contains(
            metadata.Descendants().Where(element => element.Name.LocalName == "dependency"),
            element => element.Attribute("id")!.Value == dependency
        );

        using var symbols = Open(id, "snupkg");
        Assert.Contains(symbols.Entries, entry => entry.FullName == $"lib/net10.0/{id}.pdb");
    }

    [Fact]
    public void No_package_depends_on_another_package_of_ours_but_core()
    {
        foreach (var id in Feed.Ids)
        {
            using var package = Open(id, "nupkg");
            var ours = Feed.Nuspec(package)
                .Descendants()
                .Where(element => element.Name.LocalName == "dependency")
                .Select(element => element.Attribute("id")!.Value)
                .Where(name => name.StartsWith("CqrsKit", StringComparison.Ordinal));

            Assert.All(ours, name => Assert.Equal("CqrsKit", name));
        }
    }

    [Theory]
    [InlineData("CqrsKit")]
    [InlineData("CqrsKit.Postgres")]
    [InlineData("CqrsKit.Redis")]
    [InlineData("CqrsKit.Sqlite")]
    [InlineData("CqrsKit.Testing")]
    public void The_symbols_belong_to_the_assembly_and_both_to_a_commit(string id)
    {
        using var package = Open(id, "nupkg");
        using var symbols = Open(id, "snupkg");
        using var assembly = new PEReader(Content(package, $"lib/net10.0/{id}.dll"));
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(Content(symbols, $"lib/net10.0/{id}.pdb"));

        var link = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        var built = new BlobContentId(pdb.GetMetadataReader().DebugMetadataHeader!.Id);

        Assert.Equal(assembly.ReadCodeViewDebugDirectoryData(link).Guid, built.Guid);
        if (Path.Exists(Path.Combine(Feed.Repository, ".git")))
        {
            var repository = Feed.Nuspec(package)
                .Descendants()
                .First(element => element.Name.LocalName == "repository");
            Assert.Matches("^[0-9a-f]{40}$", repository.Attribute("commit")!.Value);
        }
    }

    [Fact]
    public async Task The_readmes_first_program_runs_word_for_word_in_a_fresh_console_project()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Feed.Repository, "README.md"));
        var section = readme[readme.IndexOf("## A first program", StringComparison.Ordinal)..];
        var program = FirstBlock(section, "csharp");
        var expected = FirstBlock(section, "text");
        var app = Path.Combine(feed.Folder, "app");

        await Shell.RunAsync(feed.Folder, "dotnet", "new", "console", "-o", app, "--no-restore");
        foreach (Match add in AddPackage().Matches(FirstBlock(section, "sh")))
        {
            var id = add.Groups[1].Value;
            var version = Feed.VersionIn("Directory.Packages.props", id) ?? feed.Version();
            await Shell.RunAsync(app, "dotnet", "add", "package", id, "--version", version, "--no-restore");
        }

        await File.WriteAllTextAsync(Path.Combine(app, "Program.cs"), program);
        var first = await Shell.RunAsync(app, "dotnet", "run");
        var second = await Shell.RunAsync(app, "dotnet", "run", "--no-build");

        Assert.Equal(expected.TrimEnd(), first.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(first, second);
    }

    private ZipArchive Open(string id, string extension) => feed.Open(id, extension);

    private static MemoryStream Content(ZipArchive archive, string entry)
    {
        var content = new MemoryStream();
        using (var stream = archive.GetEntry(entry)!.Open())
            stream.CopyTo(content);
        content.Position = 0;
        return content;
    }

    private static string Value(XElement nuspec, string name) =>
        nuspec.Descendants().First(element => element.Name.LocalName == name).Value;

    private static string FirstBlock(string markdown, string language)
    {
        var match = Regex.Match(
            markdown,
            $"^```{language}\n(.*?)^```",
            RegexOptions.Singleline | RegexOptions.Multiline
        );
        Assert.True(match.Success, $"README.md has no ```{language} block where one is expected.");
        return match.Groups[1].Value;
    }

    [GeneratedRegex(@"^dotnet add package (\S+)", RegexOptions.Multiline)]
    private static partial Regex AddPackage();
}
