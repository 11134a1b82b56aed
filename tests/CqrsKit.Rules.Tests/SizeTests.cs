using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Xunit;

namespace CqrsKit.Rules.Tests;

/// <summary>Files and names of the shipped packages stay small, and stand where their names say.</summary>
public sealed partial class SizeTests
{
    private const int LongestFile = 300;
    private const int LongestName = 32;

    private static readonly string[] BannedWords =
    [
        "Helper",
        "Manager",
        "Util",
        "Utils",
        "Base",
        "Impl",
        "Common",
        "Core",
    ];

    [Fact]
    public void Files_are_short() =>
        Check(file =>
            file.Lines.Length > LongestFile
                ? [$"has {file.Lines.Length} lines; {LongestFile} at most"]
                : Array.Empty<string>()
        );

    [Fact]
    public void Namespaces_are_file_scoped_and_match_the_folder() =>
        Check(file =>
        {
            var expected = file.Folder["src/".Length..].Replace('/', '.');
            return file.FileScopedNamespace switch
            {
                null
                    when file.Lines.All(line =>
                        line.StartsWith("[assembly:", StringComparison.Ordinal) || line.Length == 0
                    ) => [],
                null => [$"has no file-scoped namespace; write 'namespace {expected};'"],
                var actual when actual != expected => [$"is in namespace {actual}; its folder says {expected}"],
                _ => [],
            };
        });

    [Fact]
    public void A_file_holds_one_public_type_and_bears_its_name() =>
        Check(file =>
            file.PublicTypes switch
            {
                { Count: > 1 } many => [$"holds {string.Join(", ", many)}; one public type a file"],
                [var name] when name != file.Stem => [$"holds {name}; name the file after it"],
                _ => [],
            }
        );

    [Fact]
    public void Nothing_hides_in_regions() =>
        Check(file =>
            file.Lines.Any(line => line.TrimStart().StartsWith("#region", StringComparison.Ordinal))
                ? ["has a #region"]
                : []
        );

    [Fact]
    public void Type_names_are_short_and_say_something()
    {
        var offenses =
            from package in Repository.Projects
            from name in TypeNames(package)
            from offense in Faults(name)
            select $"{package}: {offense}";

        Report(offenses);
    }

    private static IEnumerable<string> Faults(string name)
    {
        if (name.Length > LongestName)
        {
            yield return $"{name} has {name.Length} characters; {LongestName} at most";
        }

        foreach (var word in Words().Matches(name).Select(match => match.Value).Intersect(BannedWords))
        {
            yield return $"{name} has the empty word {word}; say what it does";
        }
    }

    private static List<string> TypeNames(string package)
    {
        using var module = ModuleDefinition.ReadModule(Repository.AssemblyOf(package));
        return [.. module.GetTypes().Where(IsWritten).Select(type => type.Name.Split('`')[0])];
    }

    private static bool IsWritten(TypeDefinition type) =>
        !TypeGraph.IsCompilerMade(type) && (type.DeclaringType is null || IsWritten(type.DeclaringType));

    private static void Check(Func<SourceFile, IEnumerable<string>> faults) =>
        Report(Repository.Sources.SelectMany(file => faults(file).Select(fault => $"{file.Path} {fault}")));

    private static void Report(IEnumerable<string> offenses)
    {
        var found = offenses.ToArray();
        Assert.True(
            found.Length == 0,
            $"{found.Length} found:{Environment.NewLine}{string.Join(Environment.NewLine, found)}"
        );
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
