using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Whether the constraints of a type parameter hold, as the compiler checks them.</summary>
internal sealed class Constraints(Compilation compilation, Substitution substitution)
{
    /// <summary>Whether the parameter may stand for the type.</summary>
    public bool Hold(ITypeParameterSymbol parameter, ITypeSymbol type)
    {
        if (parameter.HasReferenceTypeConstraint && !type.IsReferenceType)
            return false;
        if (parameter.HasValueTypeConstraint && (!type.IsValueType || IsNullable(type)))
            return false;
        if (parameter.HasUnmanagedTypeConstraint && !type.IsUnmanagedType)
            return false;
        if (parameter.HasConstructorConstraint && !CanBeMade(type))
            return false;
        return parameter.ConstraintTypes.All(constraint => Converts(type, substitution.In(constraint)));
    }

    /// <summary>By identity, reference or boxing, and a Nullable boxes to what any value does, not to its value's interfaces.</summary>
    private bool Converts(ITypeSymbol type, ITypeSymbol constraint)
    {
        var conversion = compilation.ClassifyConversion(type, constraint);
        if (conversion.IsIdentity)
            return true;
        if (!conversion.IsImplicit || !(conversion.IsReference || conversion.IsBoxing))
            return false;
        return !IsNullable(type) || constraint.SpecialType is SpecialType.System_Object or SpecialType.System_ValueType;
    }

    private static bool CanBeMade(ITypeSymbol type) =>
        type.IsValueType
        || (
            type is INamedTypeSymbol { IsAbstract: false, TypeKind: TypeKind.Class } named
            && named.InstanceConstructors.Any(constructor =>
                constructor.Parameters.IsEmpty
                && constructor.DeclaredAccessibility == Accessibility.Public
                && !Tables.Constructor.HasRequiredMembers(named, constructor)
            )
        );

    private static bool IsNullable(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
}
