using System.Collections.Generic;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Generator.Model;

/// <summary>
/// Names of types, as generated code writes them and as reflection prints them. Written by hand because they are asked for
/// thousands of times a keystroke, and the compiler's own printer takes ten times as long.
/// </summary>
internal static class TypeName
{
    /// <summary>The name with global::, without annotations.</summary>
    public static string InCode(ITypeSymbol type)
    {
        var text = new StringBuilder(96);
        AppendCode(text, type);
        return text.ToString();
    }

    /// <summary>What Type.ToString() returns.</summary>
    public static string InReflection(ITypeSymbol type)
    {
        var text = new StringBuilder(96);
        AppendReflection(text, type);
        return text.ToString();
    }

    /// <summary>Whether code elsewhere in the assembly can write the type: no private, file-local or open type in it.</summary>
    public static bool CanBeWritten(ITypeSymbol type, Compilation compilation) =>
        !HasUnspeakablePart(type) && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly);

    private static bool HasUnspeakablePart(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return HasUnspeakablePart(array.ElementType);
            case INamedTypeSymbol named:
                for (var at = named; at is not null; at = at.ContainingType)
                {
                    if (at.IsFileLocal || at.IsAnonymousType || at.TypeKind == TypeKind.Error)
                        return true;
                    foreach (var argument in at.TypeArguments)
                    {
                        if (HasUnspeakablePart(argument))
                            return true;
                    }
                }

                return false;
            default:
                return type is not IDynamicTypeSymbol;
        }
    }

    private static void AppendCode(StringBuilder text, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                AppendCodeOfArray(text, array);
                break;
            case IDynamicTypeSymbol:
                text.Append("object");
                break;
            case INamedTypeSymbol named:
                if (named.ContainingType is { } container)
                {
                    AppendCode(text, container);
                    text.Append('.');
                }
                else
                {
                    text.Append("global::");
                    AppendNamespace(text, named.ContainingNamespace, escape: true);
                }

                AppendIdentifier(text, named.Name);
                AppendCodeOfArguments(text, named.TypeArguments);
                break;
            default:
                text.Append(type.Name);
                break;
        }
    }

    /// <summary>The outermost rank comes first, other than in reflection.</summary>
    private static void AppendCodeOfArray(StringBuilder text, IArrayTypeSymbol array)
    {
        ITypeSymbol element = array;
        var ranks = new StringBuilder();
        while (element is IArrayTypeSymbol inner)
        {
            ranks.Append('[').Append(',', inner.Rank - 1).Append(']');
            element = inner.ElementType;
        }

        AppendCode(text, element);
        text.Append(ranks);
    }

    private static void AppendCodeOfArguments(StringBuilder text, IReadOnlyList<ITypeSymbol> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            text.Append(i == 0 ? "<" : ", ");
            AppendCode(text, arguments[i]);
        }

        if (arguments.Count > 0)
            text.Append('>');
    }

    private static void AppendReflection(StringBuilder text, ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                AppendReflection(text, array.ElementType);
                text.Append('[').Append(',', array.Rank - 1).Append(']');
                break;
            case IDynamicTypeSymbol:
                text.Append("System.Object");
                break;
            case INamedTypeSymbol named:
                AppendNamespace(text, named.ContainingNamespace, escape: false);
                AppendNested(text, named);
                var arguments = new List<ITypeSymbol>();
                AddArguments(arguments, named);
                for (var i = 0; i < arguments.Count; i++)
                {
                    text.Append(i == 0 ? '[' : ',');
                    AppendReflection(text, arguments[i]);
                }

                if (arguments.Count > 0)
                    text.Append(']');
                break;
            default:
                text.Append(type.Name);
                break;
        }
    }

    private static void AppendNested(StringBuilder text, INamedTypeSymbol type)
    {
        if (type.ContainingType is { } container)
        {
            AppendNested(text, container);
            text.Append('+');
        }

        text.Append(type.MetadataName);
    }

    private static void AddArguments(List<ITypeSymbol> arguments, INamedTypeSymbol type)
    {
        if (type.ContainingType is { } container)
            AddArguments(arguments, container);
        arguments.AddRange(type.TypeArguments);
    }

    private static void AppendNamespace(StringBuilder text, INamespaceSymbol? space, bool escape)
    {
        if (space is null || space.IsGlobalNamespace)
            return;
        AppendNamespace(text, space.ContainingNamespace, escape);
        if (escape)
            AppendIdentifier(text, space.Name);
        else
            text.Append(space.Name);
        text.Append('.');
    }

    private static void AppendIdentifier(StringBuilder text, string name)
    {
        if (SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            text.Append('@');
        text.Append(name);
    }
}
