using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CqrsKit.Generator.Tables;

/// <summary>Names the table of an assembly, differently for any two assemblies.</summary>
internal static class TableNames
{
    /// <summary>The root namespace that the build gives; null where it gives none.</summary>
    public static string? RootOf(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue("build_property.RootNamespace", out var root) && root.Length > 0
            ? root
            : null;

    /// <summary>
    /// In the root namespace, after its last part. Where that isn't the assembly's name another assembly may have the
    /// same, so the class is called after the whole assembly. A class of the user's own has the name already: …Table.
    /// </summary>
    public static TableName Of(Compilation compilation, string? root)
    {
        var assembly = Identifiers(compilation.AssemblyName ?? "Assembly");
        var space = root is null ? assembly : Identifiers(root);
        var parts = assembly.Split('.');
        var name = (space == assembly ? parts.Last() : string.Concat(parts)).Replace("@", "") + "Handlers";
        var isTaken = compilation.Assembly.GetTypeByMetadataName($"{space.Replace("@", "")}.{name}") is not null;
        return new TableName(space, isTaken ? name + "Table" : name);
    }

    private static string Identifiers(string dotted) => string.Join(".", dotted.Split('.').Select(Identifier));

    private static string Identifier(string part)
    {
        var text = new StringBuilder(part.Length + 1);
        foreach (var letter in part)
            text.Append(SyntaxFacts.IsIdentifierPartCharacter(letter) ? letter : '_');
        if (text.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(text[0]))
            text.Insert(0, '_');
        var name = text.ToString();
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
    }
}
