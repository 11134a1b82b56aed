using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace CqrsKit.Packages.Tests;

/// <summary>A local feed with the packages of this build, and a scratch folder to consume them from.</summary>
public sealed partial class Feed : IAsyncLifetime
{
    public static string Repository { get; } = FindRepository();

    /// <summary>Every package of ours; the generator and the fixes are inside CqrsKit.</summary>
    public static string[] Ids { get; } =
    [
        .. Directory
            .EnumerateDirectories(Path.Combine(Repository, "src"))
            .Select(folder => Path.GetFileName(folder)!)
            .Except(["CqrsKit.Checker", "CqrsKit.CodeFixes", "CqrsKit.Generator"])
            .Order(StringComparer.Ordinal),
    ];

    public string Folder { get; } = Directory.CreateTempSubdirectory("cqrskit-packages-").FullName;

    public string Packages => Path.Combine(Folder, "feed");

    public async Task InitializeAsync()
    {
        var configuration = typeof(Feed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        foreach (var project in Ids)
        {
            await Shell.RunAsync(
                Path.Combine(Repository, "src", project),
                "dotnet",
                "pack",
                "--no-build",
                "-c",
                configuration,
                "-o",
                Packages
            );
        }

        await WriteNuGetConfigAsync();
    }

    public static string? VersionIn(string propsFile, string package)
    {
        var entry = XDocument
            .Load(Path.Combine(Repository, propsFile))
            .Descendants("PackageVersion")
            .FirstOrDefault(element => element.Attribute("Include")!.Value == package);
        return entry?.Attribute("Version")!.Value;
    }

    /// <summary>Ours from the feed into a folder of the test's own; everything else from where this machine has it.</summary>
    private async Task WriteNuGetConfigAsync()
    {
        var globalLine = await Shell.RunAsync(Folder, "dotnet", "nuget", "locals", "global-packages", "--list");
        var global = globalLine[(globalLine.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "NuGet.config"),
            $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(Folder, "cache")}" /></config>
              <packageSources><add key="local" value="{Packages}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{global}" /></fallbackPackageFolders>
            </configuration>
            """
        );
    }

    /// <summary>Writes a project that references packages, or projects by their files, and returns its folder.</summary>
    public async Task<string> ProjectAsync(string name, string source, string properties, params string[] references)
    {
        var folder = Path.Combine(
            Directory.CreateDirectory(Path.Combine(Folder, Path.GetRandomFileName())).FullName,
            name
        );
        Directory.CreateDirectory(folder);
        var items = references.Select(reference =>
            reference.EndsWith(".csproj", StringComparison.Ordinal)
                ? $"""<ProjectReference Include="{reference}" />"""
                : $"""<PackageReference Include="{reference}" Version="{VersionIn("Directory.Packages.props", reference) ?? Version()}" />"""
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, $"{name}.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(items)}
              </ItemGroup>
            </Project>
            """
        );
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), source);
        return folder;
    }

    public string Version()
    {
        using var package = Open("CqrsKit", "nupkg");
        return Nuspec(package).Descendants().First(element => element.Name.LocalName == "version").Value;
    }

    public ZipArchive Open(string id, string extension)
    {
        var file = Directory
            .EnumerateFiles(Packages, $"{id}.*.{extension}")
            .Single(path => VersionedName().Match(Path.GetFileNameWithoutExtension(path)).Groups[1].Value == id);
        return ZipFile.OpenRead(file);
    }

    public static XElement Nuspec(ZipArchive package)
    {
        using var stream = package
            .Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))
            .Open();
        return XDocument.Load(stream).Root!;
    }

    public string[] Entries(string id)
    {
        using var package = Open(id, "nupkg");
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    public XElement[] Dependencies(string id)
    {
        using var package = Open(id, "nupkg");
        return [.. Nuspec(package).Descendants().Where(element => element.Name.LocalName == "dependency")];
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CqrsKit.sln")))
            folder =
                folder.Parent ?? throw new InvalidOperationException("CqrsKit.sln is in no folder above the tests.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^([A-Za-z.]+)\.\d+\.\d+\.\d+")]
    private static partial Regex VersionedName();
}
