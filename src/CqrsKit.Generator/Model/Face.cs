using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Model;

/// <summary>Recognizes the interfaces of CqrsKit by name, without a lookup in the compilation.</summary>
internal static class Face
{
    /// <summary>Whether a type is declared in that namespace of CqrsKit.</summary>
    public static bool IsIn(this INamedTypeSymbol type, string folder) =>
        type.ContainingNamespace is { ContainingNamespace: { Name: "CqrsKit" } root } space
        && space.Name == folder
        && root.ContainingNamespace.IsGlobalNamespace;

    /// <summary>What a handler interface handles; null for any other interface.</summary>
    public static char? KindOf(INamedTypeSymbol face) =>
        (face.Name, face.Arity) switch
        {
            ("ICommandHandler", 1 or 2) when face.IsIn("Commands") => Key.Command,
            ("IQueryHandler", 2) when face.IsIn("Queries") => Key.Query,
            ("IStreamQueryHandler", 2) when face.IsIn("Queries") => Key.Stream,
            ("IEventHandler", 1) when face.IsIn("Events") => Key.Event,
            _ => null,
        };

    /// <summary>Whether an interface is that of events.</summary>
    public static bool IsEvent(INamedTypeSymbol face) => face is { Name: "IEvent", Arity: 0 } && face.IsIn("Events");
}
