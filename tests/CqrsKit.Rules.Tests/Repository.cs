using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace CqrsKit.Rules.Tests;

/// <summary>The work tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every C# file of a shipped package.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/") && !path.Contains("/bin/"))
            .Order(StringComparer.Ordinal)
            .Select(SourceFile.Read),
    ];

    /// <summary>All projects of src: the packages, and what is packed inside one of them.</summary>
    public static IReadOnlyList<string> Projects { get; } = ProjectsWhere(_ => true);

    /// <summary>The shipped packages.</summary>
    public static IReadOnlyList<string> Packages { get; } =
        ProjectsWhere(project =>
            !project.Contains("build/compiler.props", StringComparison.Ordinal)
            && !project.Contains("<IsPackable>false<", StringComparison.Ordinal)
        );

    /// <summary>Where the build put a package's assembly, beside this test.</summary>
    public static string AssemblyOf(string package)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{package}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException(
                $"Reference {package} in CqrsKit.Rules.Tests, so that its rules are checked."
            );
    }

    /// <summary>Every file that git tracks or would add, relative to the root.</summary>
    public static IReadOnlyList<string> Files()
    {
        var start = new ProcessStartInfo("git", "ls-files --cached --others --exclude-standard -z")
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var listed = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return
        [
            .. listed
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(path => File.Exists(Path.Combine(Root, path))),
        ];
    }

    private static IReadOnlyList<string> ProjectsWhere(Func<string, bool> isIn) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(path => isIn(File.ReadAllText(path)))
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Order(StringComparer.Ordinal),
        ];

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "CqrsKit.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("These tests run from inside the repository: no CqrsKit.sln above them.");
    }
}
