using System;
using System.IO;

namespace CqrsKit.Zoo.Tests;

/// <summary>Where things lie.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Release or Debug: what was built, and is taken along.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/')).Parent!.Name;

    /// <summary>Where the zoo keeps what it makes.</summary>
    public static string Artifacts { get; } = Path.Combine(Root, "artifacts", "zoo");

    /// <summary>What a test project was built to.</summary>
    public static string OutputOf(string tests) => Path.Combine(Root, "tests", tests, "bin", Configuration, "net10.0");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CqrsKit.sln")))
            folder =
                folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
