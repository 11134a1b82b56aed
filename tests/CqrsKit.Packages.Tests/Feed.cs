using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using System.Xml.Linq;
using Xunit;

namespace CqrsKit.Packages.Tests;

/// <summary>A local feed with the packages of this build, and a scratch folder to consume them from.</summary>
public sealed class Feed : IAsyncLifetime
{
    public static string Repository { get; } = FindRepository();

    public string Folder { get; } = Directory.CreateTempSubdirectory("cqrskit-packages-").FullName;

    public string Packages => Path.Combine(Folder, "feed");

    public async Task InitializeAsync()
    {
        var configuration = typeof(Feed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        foreach (var project in new[] { "CqrsKit", "CqrsKit.Postgres", "CqrsKit.Sqlite", "CqrsKit.Testing" })
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
    }

    public static string? VersionIn(string propsFile, string package)
    {
        var entry = XDocument
            .Load(Path.Combine(Repository, propsFile))
            .Descendants("PackageVersion")
            .FirstOrDefault(element => element.Attribute("Include")!.Value == package);
        return entry?.Attribute("Version")!.Value;
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
}
