using System;
using System.IO;
using System.Linq;
using Xunit;

namespace CqrsKit.Native.Tests;

/// <summary>A test that needs a linker; skipped, and said so, where there is none. In CI nothing is skipped.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute() => Skip = Missing;

    /// <summary>Why nothing can be published here; null where it can.</summary>
    public static string? Missing { get; } =
        Environment.GetEnvironmentVariable("CI") == "true" || (Has("clang") || Has("gcc"))
            ? null
            : "Native code is linked with clang or gcc; install gcc and zlib1g-dev.";

    private static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
