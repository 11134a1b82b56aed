using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Analyzers;

/// <summary>Questions about symbols.</summary>
internal static class Symbols
{
    /// <summary>What CqrsKit calls a message's interface; null for any other.</summary>
    public static (char Kind, string Word)? MessageFace(INamedTypeSymbol face) =>
        (face.Name, face.Arity) switch
        {
            ("ICommand", 1) when face.IsIn("Commands") => (Key.Command, "command"),
            ("IQuery", 1) when face.IsIn("Queries") => (Key.Query, "query"),
            ("IStreamQuery", 1) when face.IsIn("Queries") => (Key.Stream, "stream query"),
            _ => null,
        };

    /// <summary>The kinds of messages that a class handles.</summary>
    public static IEnumerable<char> HandledKinds(INamedTypeSymbol type) =>
        type.AllInterfaces.Select(Face.KindOf).Where(kind => kind is not null).Select(kind => kind!.Value).Distinct();

    /// <summary>Whether a type is of that name in that namespace of CqrsKit.</summary>
    public static bool Is(ITypeSymbol type, string folder, params string[] names) =>
        type is INamedTypeSymbol named && names.Contains(named.Name) && named.IsIn(folder);

    /// <summary>A type and what it derives from.</summary>
    public static IEnumerable<INamedTypeSymbol> WithBases(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
            yield return at;
    }

    /// <summary>The parameters that a container fills: those of the longest public constructor.</summary>
    public static IReadOnlyList<IParameterSymbol> Injected(INamedTypeSymbol type) =>
        type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault()
            ?.Parameters
        ?? default(IReadOnlyList<IParameterSymbol>)
        ?? [];

    /// <summary>Where to point at a type.</summary>
    public static Location Place(this ISymbol symbol) => symbol.Locations.FirstOrDefault() ?? Location.None;

    /// <summary>The name as a reader knows it.</summary>
    public static string Short(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
