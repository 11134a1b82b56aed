using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Recognizes the interfaces of behaviors and hooks.</summary>
internal static class BehaviorFaces
{
    private static readonly BehaviorFace[] OfMessages =
    [
        BehaviorFace.Around,
        BehaviorFace.Before,
        BehaviorFace.After,
        BehaviorFace.Error,
    ];

    private static readonly BehaviorFace[] OfStreams = [BehaviorFace.Stream];

    /// <summary>The faces that count for a message, in order.</summary>
    public static IReadOnlyList<BehaviorFace> For(char kind) => kind == Key.Stream ? OfStreams : OfMessages;

    /// <summary>Which one an interface is; null for any other.</summary>
    public static BehaviorFace? Of(INamedTypeSymbol face) =>
        (face.Name, face.Arity) switch
        {
            ("IPipelineBehavior", 2) when face.IsIn("Pipeline") => BehaviorFace.Around,
            ("IBeforeHook", 1) when face.IsIn("Pipeline") => BehaviorFace.Before,
            ("IAfterHook", 2) when face.IsIn("Pipeline") => BehaviorFace.After,
            ("IErrorHook", 1) when face.IsIn("Pipeline") => BehaviorFace.Error,
            ("IStreamBehavior", 2) when face.IsIn("Pipeline") => BehaviorFace.Stream,
            _ => null,
        };

    /// <summary>
    /// Whether the face's method can be called on the class itself, where the compiler and the runtime see through the
    /// call: it is the only public method of that name. Where a class has the face twice, the runtime chooses.
    /// </summary>
    public static bool IsCalledOnClass(INamedTypeSymbol closed, BehaviorFace face) =>
        MethodOf(closed, face) is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Public } found
        && found.ContainingType.TypeKind == TypeKind.Class
        && Named(closed, found.Name).Count(member => !member.IsOverride) == 1;

    /// <summary>Whether a class's method by one of its faces is an async method.</summary>
    public static bool IsAsync(INamedTypeSymbol closed, BehaviorFace face) =>
        MethodOf(closed, face) is { } found
        && (
            found.IsAsync
            || found.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "AsyncStateMachineAttribute")
        );

    private static IMethodSymbol? MethodOf(INamedTypeSymbol closed, BehaviorFace face)
    {
        var faces = closed.AllInterfaces.Where(candidate => Of(candidate) == face).ToArray();
        return faces.Length == 1 && faces[0].GetMembers().OfType<IMethodSymbol>().FirstOrDefault() is { } method
            ? closed.FindImplementationForInterfaceMember(method) as IMethodSymbol
            : null;
    }

    /// <summary>Whether it is marked to run in each attempt of a command, itself or by a base class.</summary>
    public static bool IsPerAttempt(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (
                at.GetAttributes()
                    .Any(attribute =>
                        attribute.AttributeClass is { Name: "PerAttemptAttribute" } found && found.IsIn("Pipeline")
                    )
            )
                return true;
        }

        return false;
    }

    private static IEnumerable<ISymbol> Named(INamedTypeSymbol type, string name)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (var member in at.GetMembers(name))
                yield return member;
        }
    }
}
