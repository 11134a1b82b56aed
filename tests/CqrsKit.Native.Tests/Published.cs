using System;
using System.Diagnostics;
using System.IO;
using System.Reflection;
using System.Threading.Tasks;
using CqrsKit.Packages.Tests;
using Xunit;

namespace CqrsKit.Native.Tests;

/// <summary>The programs as native code, in a scratch folder.</summary>
public sealed class Published : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("cqrskit-native-").FullName;

    /// <summary>What the publishes said.</summary>
    public string Output { get; private set; } = "";

    /// <summary>How long they took.</summary>
    public TimeSpan Time { get; private set; }

    public string Sample => Path.Combine(Folder, "Native", "Native");

    public string Suite => Path.Combine(Folder, "DispatchSuite", "DispatchSuite");

    public async Task InitializeAsync()
    {
        if (NativeFactAttribute.Missing is not null)
            return;
        var watch = Stopwatch.StartNew();
        Output = string.Concat(
            await Task.WhenAll(PublishAsync("samples/Native"), PublishAsync("tests/native/DispatchSuite"))
        );
        Time = watch.Elapsed;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Publishes what is built already: the packages stay as they are, and nothing is restored.</summary>
    private Task<string> PublishAsync(string project) =>
        Shell.RunAsync(
            Path.Combine(Repository(), project),
            "dotnet",
            "publish",
            "--no-restore",
            "-c",
            typeof(Published).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration,
            "-p:BuildProjectReferences=false",
            "-o",
            Path.Combine(Folder, Path.GetFileName(project))
        );

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CqrsKit.sln")))
            folder =
                folder.Parent ?? throw new InvalidOperationException("CqrsKit.sln is in no folder above the tests.");
        return folder.FullName;
    }
}
