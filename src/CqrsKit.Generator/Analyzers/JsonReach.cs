using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Analyzers;

/// <summary>
/// The types that source-generated JSON contexts have: those that they name, and what these are made of. Rather one too
/// many than one too few, as the start of the program finds what is missed here.
/// </summary>
internal static class JsonReach
{
    /// <summary>Everything that the contexts can write and read.</summary>
    public static HashSet<ITypeSymbol> Of(IEnumerable<ITypeSymbol> contexts)
    {
        var known = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in contexts.SelectMany(context => NamedBy(context, "JsonSerializableAttribute")))
            Add(type, known);
        return known;
    }

    private static void Add(ITypeSymbol type, HashSet<ITypeSymbol> known)
    {
        if (type is IArrayTypeSymbol array)
            Add(array.ElementType, known);
        if (type is not INamedTypeSymbol named || !known.Add(type))
            return;
        foreach (var part in named.TypeArguments.Concat(NamedBy(type, "JsonDerivedTypeAttribute")))
            Add(part, known);
        // What a type of the platform is made of is the serializer's own affair.
        if (IsOfPlatform(named))
            return;
        foreach (var property in Symbols.WithBases(named).SelectMany(at => at.GetMembers()).Where(IsWritten))
            Add(((IPropertySymbol)property).Type, known);
    }

    private static bool IsWritten(ISymbol member) =>
        member is IPropertySymbol { IsStatic: false, IsIndexer: false, GetMethod: not null }
        && !member
            .GetAttributes()
            .Any(attribute =>
                attribute is { AttributeClass.Name: "JsonIgnoreAttribute", NamedArguments.IsEmpty: true }
            );

    private static bool IsOfPlatform(INamedTypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
            space = outer;
        return space.Name == "System";
    }

    /// <summary>The types in the first argument of attributes.</summary>
    private static IEnumerable<ITypeSymbol> NamedBy(ITypeSymbol type, string attribute) =>
        type.GetAttributes()
            .Where(found => found.AttributeClass?.Name == attribute)
            .Select(found => found.ConstructorArguments.FirstOrDefault().Value)
            .OfType<ITypeSymbol>();
}
