using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Docs.Tests;

/// <summary>
/// The program that a page's code makes. Blocks stand in the order that reads best; here they are put into the order that
/// the language wants: usings, statements, types. A page of docs goes on from the README: it has the README's usings and
/// types, but for the types that it declares itself.
/// </summary>
internal static class PageProgram
{
    /// <summary>What a new console project imports by itself.</summary>
    private const string ImplicitUsings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    public static string Of(MarkdownPage page, MarkdownPage readme)
    {
        var parts = Parse(page);
        if (page.Path == readme.Path)
            return Write(parts, []);

        var own = parts.SelectMany(part => part.Root.Members).Select(NameOf).OfType<string>().ToHashSet();
        return Write(parts, [.. Parse(readme).Select(part => part with { Skipped = own })]);
    }

    private static string Write(IReadOnlyList<Part> own, IReadOnlyList<Part> inherited)
    {
        var text = new StringBuilder(ImplicitUsings);
        var usings = new HashSet<string>(ImplicitUsings.Split('\n'), StringComparer.Ordinal);
        Part[] all = [.. inherited, .. own];
        foreach (var part in all)
        foreach (var directive in part.Root.Usings)
        {
            if (usings.Add(directive.ToString()))
                part.Write(text, directive);
        }

        foreach (var part in own)
        foreach (var statement in part.Root.Members.OfType<GlobalStatementSyntax>())
            part.Write(text, statement);

        foreach (var part in all)
        foreach (var type in part.Root.Members.Where(member => member is not GlobalStatementSyntax))
        {
            if (NameOf(type) is not { } name || !part.Skipped.Contains(name))
                part.Write(text, type);
        }

        return text.ToString();
    }

    private static Part[] Parse(MarkdownPage page) =>
        [
            .. page.Code.Select(block => new Part(
                page.Path,
                block.Line,
                CSharpSyntaxTree.ParseText(block.Text).GetCompilationUnitRoot(),
                new HashSet<string>()
            )),
        ];

    private static string? NameOf(MemberDeclarationSyntax member) =>
        (member as BaseTypeDeclarationSyntax)?.Identifier.ValueText;

    private sealed record Part(string Page, int Line, CompilationUnitSyntax Root, HashSet<string> Skipped)
    {
        /// <summary>Writes a node so that the compiler's errors name the page and its line.</summary>
        public void Write(StringBuilder text, SyntaxNode node)
        {
            var line = Line + node.SyntaxTree.GetLineSpan(node.FullSpan).StartLinePosition.Line;
            text.Append("#line ").Append(line).Append(" \"").Append(Page).Append("\"\n");
            text.Append(node.ToFullString()).Append('\n');
        }
    }
}
