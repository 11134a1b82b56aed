using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Puts types in the place of type parameters.</summary>
internal sealed class Substitution(Compilation compilation, Dictionary<ITypeParameterSymbol, ITypeSymbol> bound)
{
    /// <summary>The type with its parameters replaced.</summary>
    public ITypeSymbol In(ITypeSymbol type) =>
        type switch
        {
            ITypeParameterSymbol parameter => bound.TryGetValue(parameter, out var known) ? known : type,
            IArrayTypeSymbol array => compilation.CreateArrayTypeSymbol(In(array.ElementType), array.Rank),
            INamedTypeSymbol named => InNamed(named),
            _ => type,
        };

    /// <summary>A type's arguments, those of the types that contain it first, as reflection lists them.</summary>
    public static IEnumerable<ITypeSymbol> ArgumentsOf(INamedTypeSymbol type) =>
        type.ContainingType is { } container ? ArgumentsOf(container).Concat(type.TypeArguments) : type.TypeArguments;

    private INamedTypeSymbol InNamed(INamedTypeSymbol type)
    {
        if (!ArgumentsOf(type).Any())
            return type;
        var definition = type.ContainingType is { } container
            ? InNamed(container).GetTypeMembers(type.Name, type.Arity).First()
            : type.OriginalDefinition;
        return type.Arity == 0 ? definition : definition.Construct([.. type.TypeArguments.Select(In)]);
    }
}
