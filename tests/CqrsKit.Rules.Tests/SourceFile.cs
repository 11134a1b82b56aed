using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace CqrsKit.Rules.Tests;

/// <summary>One C# file as text, laid out as the formatter leaves it: top-level declarations begin in the first column.</summary>
internal sealed partial record SourceFile(string Path, string[] Lines)
{
    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>The file's name up to its extension or type parameters.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path).Split('{', '.')[0];

    public string? FileScopedNamespace =>
        Lines.Select(line => NamespaceLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>The distinct names of the public top-level types, so that X and X{T} count once.</summary>
    public IReadOnlyList<string> PublicTypes =>
        [
            .. Lines
                .Select(line => PublicType().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups[1].Value + match.Groups[2].Value)
                .Distinct(),
        ];

    public static SourceFile Read(string path) =>
        new(path, File.ReadAllLines(System.IO.Path.Combine(Repository.Root, path)));

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^public (?:(?:static|sealed|abstract|partial|readonly|ref|unsafe) )*(?:(?:class|struct|interface|enum|record struct|record class|record) (\w+)\s*(?:[<({:;]|where\b|$)|delegate [^(]* (\w+)(?:<[^()]*>)?\()"
    )]
    private static partial Regex PublicType();
}
