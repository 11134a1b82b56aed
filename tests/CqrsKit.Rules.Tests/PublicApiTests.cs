using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using PublicApiGenerator;
using Xunit;

namespace CqrsKit.Rules.Tests;

/// <summary>
/// What each package shows its users, as one approved text a package in Api/. After a change that is meant, run the tests
/// once with CQRSKIT_APPROVE=1 and commit the text with the change.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string Approved = Path.Combine(Repository.Root, "tests", "CqrsKit.Rules.Tests", "Api");

    public static TheoryData<string> Packages => [.. Repository.Packages];

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_public_api_is_the_approved_one(string package)
    {
        var received = Assembly
            .LoadFrom(Repository.AssemblyOf(package))
            .GeneratePublicApi(new() { IncludeAssemblyAttributes = false });
        var receivedLines = received.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var approvedPath = Path.Combine(Approved, $"{package}.txt");
        var receivedPath = Path.Combine(Approved, $"{package}.received.txt");
        if (Environment.GetEnvironmentVariable("CQRSKIT_APPROVE") == "1")
        {
            Write(approvedPath, receivedLines);
        }

        var approvedLines = File.Exists(approvedPath) ? File.ReadAllLines(approvedPath) : [];
        if (approvedLines.SequenceEqual(receivedLines))
        {
            File.Delete(receivedPath);
            return;
        }

        Write(receivedPath, receivedLines);
        Assert.Fail(
            $"""
            The public API of {package} is not the approved one (- approved, + received):
            {string.Join(Environment.NewLine, Differences(approvedLines, receivedLines).Take(60))}
            If this is meant, run with CQRSKIT_APPROVE=1 and commit Api/{package}.txt.
            """
        );
    }

    [Fact]
    public void No_approved_text_outlives_its_package()
    {
        var orphans = Directory
            .EnumerateFiles(Approved, "*.txt")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name =>
                !name.EndsWith(".received", StringComparison.Ordinal) && !Repository.Packages.Contains(name)
            );

        Assert.Empty(orphans);
    }

    private static void Write(string path, string[] lines) => File.WriteAllText(path, string.Join('\n', lines) + "\n");

    /// <summary>The lines that only one side has, in order, by longest common subsequence.</summary>
    private static IEnumerable<string> Differences(string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] =
                    left[i] == right[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && r < right.Length && left[l] == right[r])
            {
                (l, r) = (l + 1, r + 1);
            }
            else if (r == right.Length || (l < left.Length && common[l + 1, r] >= common[l, r + 1]))
            {
                yield return $"- {left[l++]}";
            }
            else
            {
                yield return $"+ {right[r++]}";
            }
        }
    }
}
