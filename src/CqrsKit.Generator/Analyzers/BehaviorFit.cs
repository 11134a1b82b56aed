using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Analyzers;

/// <summary>Whether a behavior or hook stands in a message's pipeline: CqrsKit.Pipeline.BehaviorMatch, at compile time.</summary>
internal static class BehaviorFit
{
    /// <summary>Whether any face of the class fits the message.</summary>
    public static bool Fits(
        Compilation compilation,
        ITypeSymbol behavior,
        char kind,
        ITypeSymbol message,
        ITypeSymbol result
    ) =>
        behavior is INamedTypeSymbol type
        && type.OriginalDefinition.AllInterfaces.Any(face =>
            IsFace(face, kind)
            && (
                type.IsUnboundGenericType || (type.IsGenericType && type.IsDefinition)
                    ? FitsOpen(compilation, type.OriginalDefinition, face, message, result)
                    : FitsClosed(compilation, type, face.OriginalDefinition, message, result)
            )
        );

    private static bool IsFace(INamedTypeSymbol face, char kind) =>
        face.IsIn("Pipeline")
        && (
            kind == Key.Stream
                ? face.Name == "IStreamBehavior"
                : face.Name is "IPipelineBehavior" or "IBeforeHook" or "IAfterHook" or "IErrorHook"
        );

    private static bool FitsClosed(
        Compilation compilation,
        INamedTypeSymbol type,
        INamedTypeSymbol face,
        ITypeSymbol message,
        ITypeSymbol result
    ) =>
        type.AllInterfaces.Any(own =>
            SymbolEqualityComparer.Default.Equals(own.OriginalDefinition, face)
            && compilation.ClassifyCommonConversion(message, own.TypeArguments[0])
                is { Exists: true, IsImplicit: true, IsUserDefined: false, IsNumeric: false }
            && (own.TypeArguments.Length == 1 || SymbolEqualityComparer.Default.Equals(own.TypeArguments[1], result))
        );

    private static bool FitsOpen(
        Compilation compilation,
        INamedTypeSymbol type,
        INamedTypeSymbol face,
        ITypeSymbol message,
        ITypeSymbol result
    )
    {
        var bound = new Dictionary<ITypeSymbol, ITypeSymbol>(SymbolEqualityComparer.Default);
        if (!Bind(face.TypeArguments[0], message, bound))
            return false;
        if (face.TypeArguments.Length == 2 && !Bind(face.TypeArguments[1], result, bound))
            return false;
        return bound.All(pair =>
            pair.Key is not ITypeParameterSymbol parameter || Holds(compilation, parameter, pair.Value, bound)
        );
    }

    private static bool Bind(ITypeSymbol declared, ITypeSymbol actual, Dictionary<ITypeSymbol, ITypeSymbol> bound)
    {
        if (declared is ITypeParameterSymbol)
        {
            if (bound.TryGetValue(declared, out var known))
                return SymbolEqualityComparer.Default.Equals(known, actual);
            bound.Add(declared, actual);
            return true;
        }

        if (declared is not INamedTypeSymbol { TypeArguments.Length: > 0 } open)
            return SymbolEqualityComparer.Default.Equals(declared, actual);
        return actual is INamedTypeSymbol closed
            && SymbolEqualityComparer.Default.Equals(open.OriginalDefinition, closed.OriginalDefinition)
            && open.TypeArguments.Zip(closed.TypeArguments, (left, right) => Bind(left, right, bound))
                .All(fits => fits);
    }

    private static bool Holds(
        Compilation compilation,
        ITypeParameterSymbol parameter,
        ITypeSymbol actual,
        Dictionary<ITypeSymbol, ITypeSymbol> bound
    )
    {
        if (parameter.HasReferenceTypeConstraint && !actual.IsReferenceType)
            return false;
        if (parameter.HasValueTypeConstraint && !actual.IsValueType)
            return false;
        return parameter.ConstraintTypes.All(constraint =>
            Substitute(constraint, bound) is not { } needed
            || compilation.ClassifyCommonConversion(actual, needed)
                is { Exists: true, IsImplicit: true, IsUserDefined: false }
        );
    }

    /// <summary>The constraint with what is bound; null where a part of it is not.</summary>
    private static ITypeSymbol? Substitute(ITypeSymbol constraint, Dictionary<ITypeSymbol, ITypeSymbol> bound)
    {
        if (constraint is ITypeParameterSymbol)
            return bound.TryGetValue(constraint, out var known) ? known : null;
        if (constraint is not INamedTypeSymbol { TypeArguments.Length: > 0 } named)
            return constraint;
        var arguments = named.TypeArguments.Select(argument => Substitute(argument, bound)).ToArray();
        return arguments.Any(argument => argument is null) ? null : named.OriginalDefinition.Construct(arguments!);
    }
}
