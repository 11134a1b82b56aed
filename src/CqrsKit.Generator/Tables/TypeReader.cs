using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Generator.Tables;

/// <summary>Reads the handlers and events among the declared types.</summary>
internal static class TypeReader
{
    /// <summary>Whether a declaration may be one: it has bases, and can be made.</summary>
    public static bool IsCandidate(SyntaxNode node) =>
        node is TypeDeclarationSyntax { BaseList: not null } type
        && !node.IsKind(SyntaxKind.InterfaceDeclaration)
        && !type.Modifiers.Any(SyntaxKind.AbstractKeyword);

    /// <summary>What a declaration is; null where it is neither a handler nor an event, or cannot be named.</summary>
    public static TypeModel? Read(GeneratorSyntaxContext context, CancellationToken cancellationToken) =>
        context.SemanticModel.GetDeclaredSymbol(context.Node, cancellationToken) is INamedTypeSymbol type
            ? Read(type, context.SemanticModel.Compilation)
            : null;

    /// <summary>The closed handlers that attributes name.</summary>
    public static IEnumerable<TypeModel> ReadClosed(GeneratorAttributeSyntaxContext context) =>
        from attribute in context.Attributes
        where attribute.ConstructorArguments.Length == 1
        let type = attribute.ConstructorArguments[0].Value as INamedTypeSymbol
        where type is { IsUnboundGenericType: false }
        let model = Read(type, context.SemanticModel.Compilation)
        where model is { Handler: not null }
        select model with
        {
            IsEvent = false,
        };

    private static TypeModel? Read(INamedTypeSymbol type, Compilation compilation)
    {
        if (type.IsAbstract || type.IsStatic || IsOpen(type))
            return null;
        List<FaceModel>? faces = null;
        var isEvent = false;
        foreach (var face in type.AllInterfaces)
        {
            if (Face.IsEvent(face))
                isEvent = true;
            else if (
                type.IsReferenceType
                && Face.KindOf(face) is { } kind
                && ReadFace(face, kind, compilation) is { } row
            )
                (faces ??= []).Add(row);
        }

        if ((faces is null && !isEvent) || !TypeName.CanBeWritten(type, compilation))
            return null;
        var name = TypeName.InCode(type);
        var handler = faces is null
            ? null
            : new HandlerModel(
                LifetimeOf(type),
                Constructor.ArgumentsOf(type, name, compilation),
                faces
                    .OrderBy(face => face.Kind)
                    .ThenBy(face => face.Message, System.StringComparer.Ordinal)
                    .ThenBy(face => face.Types, System.StringComparer.Ordinal)
                    .ToEquatable()
            );
        return new TypeModel(TypeName.InReflection(type), name, isEvent, handler);
    }

    private static FaceModel? ReadFace(INamedTypeSymbol face, char kind, Compilation compilation)
    {
        if (!face.TypeArguments.All(type => TypeName.CanBeWritten(type, compilation)))
            return null;
        var message = TypeName.InReflection(face.TypeArguments[0]);
        var result =
            face.TypeArguments.Length == 2 ? TypeName.InReflection(face.TypeArguments[1])
            : kind == Key.Command ? Key.NoResult
            : null;
        var types = string.Join(", ", face.TypeArguments.Select(TypeName.InCode));
        return new FaceModel(Key.Of(kind, message, result), kind, message, types);
    }

    /// <summary>Whether type parameters are left in it or around it.</summary>
    public static bool IsOpen(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.ContainingType)
        {
            if (at.TypeArguments.Any(argument => argument.TypeKind == TypeKind.TypeParameter))
                return true;
        }

        return false;
    }

    internal static string LifetimeOf(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (
                attribute.AttributeClass is { Name: "HandlerLifetimeAttribute" } found
                && found.IsIn("Dispatch")
                && attribute.ConstructorArguments.Length == 1
                && attribute.ConstructorArguments[0] is { Type: { } lifetimes, Value: { } value }
            )
                return lifetimes
                    .GetMembers()
                    .OfType<IFieldSymbol>()
                    .Where(field => Equals(field.ConstantValue, value))
                    .Select(field => field.Name)
                    .DefaultIfEmpty("Transient")
                    .First();
        }

        return "Transient";
    }
}
