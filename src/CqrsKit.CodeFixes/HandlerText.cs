using Microsoft.CodeAnalysis;

namespace CqrsKit.CodeFixes;

/// <summary>The text of a handler that is still to be filled in.</summary>
internal static class HandlerText
{
    private const string Token = "global::System.Threading.CancellationToken cancellationToken";
    private const string Todo = "throw new global::System.NotImplementedException()";

    /// <summary>The handler of a message by one of its interfaces; null where that is none of a message.</summary>
    public static string? Of(INamedTypeSymbol message, INamedTypeSymbol face)
    {
        if (face is not { Arity: 1, ContainingNamespace: { ContainingNamespace.Name: "CqrsKit" } space })
            return null;
        var result = face.TypeArguments[0];
        return (space.Name, face.Name) switch
        {
            ("Commands", "ICommand") when result.Name == "NoResult" => Of(
                message,
                "Commands.ICommandHandler",
                "command"
            ),
            ("Commands", "ICommand") => Of(message, "Commands.ICommandHandler", "command", result),
            ("Queries", "IQuery") => Of(message, "Queries.IQueryHandler", "query", result),
            ("Queries", "IStreamQuery") => Of(message, "Queries.IStreamQueryHandler", "query", result),
            _ => null,
        };
    }

    private static string Of(INamedTypeSymbol message, string face, string parameter, ITypeSymbol? result = null)
    {
        var name = InFull(message);
        var more = result is null ? "" : $", {InFull(result)}";
        var returns =
            face.Contains("Stream") ? $"global::System.Collections.Generic.IAsyncEnumerable<{InFull(result!)}>"
            : result is null ? "global::System.Threading.Tasks.ValueTask"
            : $"global::System.Threading.Tasks.ValueTask<{InFull(result)}>";
        var access = message.DeclaredAccessibility == Accessibility.Public ? "public" : "internal";
        return $$"""
            {{access}} sealed class {{message.Name}}Handler : global::CqrsKit.{{face}}<{{name}}{{more}}>
            {
                public {{returns}} HandleAsync({{name}} {{parameter}}, {{Token}}) => {{Todo}};
            }

            """;
    }

    private static string InFull(ITypeSymbol type) =>
        type.ToDisplayString(
            SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
                SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            )
        );
}
