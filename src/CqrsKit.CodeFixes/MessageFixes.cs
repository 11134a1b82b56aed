using System.Collections.Immutable;
using System.Composition;
using System.Text;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.CodeFixes;

/// <summary>Takes from a message what lets it change, and gives an event a stable name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MessageFixes))]
[Shared]
public sealed class MessageFixes : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CQRS010", "CQRS011"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        foreach (var diagnostic in context.Diagnostics)
        {
            var node = root.FindNode(diagnostic.Location.SourceSpan);
            if (diagnostic.Id == "CQRS010" && Unchanging.Member(node) is var (old, better))
                context.Offer(diagnostic, "Make it read-only", root.ReplaceNode(old, better));
            else if (diagnostic.Id == "CQRS011" && node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
                context.Offer(diagnostic, "Give it a stable name", root.ReplaceNode(type, WithName(type)));
        }
    }

    private static TypeDeclarationSyntax WithName(TypeDeclarationSyntax type) =>
        type.WithAttribute($"global::CqrsKit.Events.EventName(\"{Dashed(type.Identifier.ValueText)}\")");

    /// <summary>OrderPlaced becomes order-placed.</summary>
    private static string Dashed(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord =
                i > 0
                && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord ? "-" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
