using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Generator.Behaviors;

/// <summary>
/// Which closed class of a behavior fits a message: CqrsKit.Pipeline.BehaviorMatch, at compile time. Types are compared by
/// their names in code, which leave out what the runtime does not see (annotations, names of tuples' items, dynamic).
/// </summary>
internal sealed class Closing(Compilation compilation)
{
    /// <summary>The closed class; null where the behavior does not apply.</summary>
    public INamedTypeSymbol? Close(
        INamedTypeSymbol behavior,
        BehaviorFace kind,
        ITypeSymbol message,
        ITypeSymbol result
    )
    {
        var definition = behavior.IsUnboundGenericType ? behavior.OriginalDefinition : behavior;
        var isOpen =
            SymbolEqualityComparer.Default.Equals(definition, definition.OriginalDefinition)
            && definition.IsGenericType;
        foreach (var face in definition.AllInterfaces)
        {
            if (BehaviorFaces.Of(face) != kind)
                continue;
            if (isOpen && CloseOver(definition, face, message, result) is { } closed)
                return closed;
            if (!isOpen && Accepts(face, message, result))
                return definition;
        }

        return null;
    }

    /// <summary>The message is contravariant, which holds for references only.</summary>
    private bool Accepts(INamedTypeSymbol face, ITypeSymbol message, ITypeSymbol result)
    {
        if (face.Arity == 2 && !IsSame(face.TypeArguments[1], result))
            return false;
        if (IsSame(face.TypeArguments[0], message))
            return true;
        var conversion = compilation.ClassifyConversion(message, face.TypeArguments[0]);
        return conversion is { IsImplicit: true, IsReference: true };
    }

    private INamedTypeSymbol? CloseOver(
        INamedTypeSymbol definition,
        INamedTypeSymbol face,
        ITypeSymbol message,
        ITypeSymbol result
    )
    {
        var bound = new Dictionary<ITypeParameterSymbol, ITypeSymbol>(SymbolEqualityComparer.Default);
        if (!BindFace(face, message, result, bound))
            return null;

        // A hook's interface may name the message only; the result is then bound by another of the class's faces.
        var parameters = definition.TypeParameters;
        foreach (var other in definition.AllInterfaces)
        {
            if (parameters.All(bound.ContainsKey) || BehaviorFaces.Of(other) is null)
                continue;
            if (!BindFace(other, message, result, bound))
                return null;
        }

        if (!parameters.All(bound.ContainsKey))
            return null;
        var substitution = new Substitution(compilation, bound);
        return parameters.All(parameter => new Constraints(compilation, substitution).Hold(parameter, bound[parameter]))
            ? definition.Construct([.. parameters.Select(parameter => bound[parameter])])
            : null;
    }

    private static bool BindFace(
        INamedTypeSymbol face,
        ITypeSymbol message,
        ITypeSymbol result,
        Dictionary<ITypeParameterSymbol, ITypeSymbol> bound
    ) => Bind(face.TypeArguments[0], message, bound) && (face.Arity == 1 || Bind(face.TypeArguments[1], result, bound));

    private static bool Bind(
        ITypeSymbol declared,
        ITypeSymbol actual,
        Dictionary<ITypeParameterSymbol, ITypeSymbol> bound
    )
    {
        if (declared is ITypeParameterSymbol parameter)
        {
            if (bound.TryGetValue(parameter, out var known))
                return IsSame(known, actual);
            bound.Add(parameter, actual);
            return true;
        }

        if (!Calls.CallReader.IsOpen(declared))
            return IsSame(declared, actual);
        if (
            declared is not INamedTypeSymbol shape
            || actual is not INamedTypeSymbol type
            || !SymbolEqualityComparer.Default.Equals(shape.OriginalDefinition, type.OriginalDefinition)
        )
            return false; // an array is no generic type to the runtime either
        return Substitution
            .ArgumentsOf(shape)
            .Zip(Substitution.ArgumentsOf(type), (one, other) => (one, other))
            .All(pair => Bind(pair.one, pair.other, bound));
    }

    private static bool IsSame(ITypeSymbol one, ITypeSymbol other) =>
        SymbolEqualityComparer.Default.Equals(one, other) || TypeName.InCode(one) == TypeName.InCode(other);
}
