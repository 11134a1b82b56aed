using System;
using System.Diagnostics;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace CqrsKit.Zoo.Tests;

/// <summary>Runs an assembly of tests, as it was built, with a mutated assembly in the place of the shipped one.</summary>
internal sealed partial class MutantTests(Bug bug, byte[] mutant)
{
    /// <summary>The first test that fails; null where none does.</summary>
    public async Task<string?> FirstFailureAsync()
    {
        // Inside the repository: some of the tests look for it from where they are.
        var folder = Path.Combine(Repository.Artifacts, "run", $"{bug.Assembly} {bug.Name}");
        Directory.CreateDirectory(folder);
        try
        {
            Copy(Repository.OutputOf(bug.Tests!), folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{bug.Assembly}.dll"), mutant);
            return await RunAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string?> RunAsync(string folder)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "test",
                Path.Combine(folder, $"{bug.Tests}.dll"),
                "--nologo",
                "--filter",
                $"FullyQualifiedName~{bug.Filter}",
                "--blame-hang-timeout",
                "60s",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        // To its end, so that the tests end what they have started.
        if (Failed().Match(output) is { Success: true } match)
            return match.Groups[1].Value;
        return process.ExitCode == 0
            ? null
            : throw new InvalidOperationException($"'{bug.Name}' cannot be tried: {output}{await errors}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    [GeneratedRegex(@"^\s*Failed [\w.]*?(\w+\.\w+)(?=[\s(])", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
