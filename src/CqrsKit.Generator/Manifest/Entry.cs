using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Analyzers;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Manifest;

/// <summary>A line of a manifest; see CqrsKit.Dispatch.HandlerManifestAttribute.</summary>
internal sealed record Entry(char Line, char Kind, string Message, string Result, string Handler)
{
    public const char OfHandler = 'H';
    public const char OfMessage = 'M';
    public const char OfEvent = 'E';

    /// <summary>What a message and its result are found by.</summary>
    public string Key => $"{Kind}|{Message}|{Result}";

    public override string ToString() =>
        Line switch
        {
            OfHandler => $"H|{Kind}|{Message}|{Result}|{Handler}",
            OfMessage => $"M|{Kind}|{Message}|{Result}",
            _ => $"E|{Message}",
        };

    /// <summary>Reads a line; null where it is none.</summary>
    public static Entry? Parse(string text)
    {
        var parts = text.Split('|');
        return (parts[0], parts.Length) switch
        {
            ("H", 5) => new(OfHandler, parts[1][0], parts[2], parts[3], parts[4]),
            ("M", 4) => new(OfMessage, parts[1][0], parts[2], parts[3], ""),
            ("E", 2) => new(OfEvent, Model.Key.Event, parts[1], "", ""),
            _ => null,
        };
    }

    /// <summary>What a declared type has to say.</summary>
    public static IEnumerable<Entry> Of(INamedTypeSymbol type)
    {
        if (
            type.IsAbstract
            || type.TypeKind is not (TypeKind.Class or TypeKind.Struct)
            || type.AllInterfaces.Length == 0
        )
            yield break;
        var isOpen = type.IsGenericType || type.ContainingType is { IsGenericType: true };
        foreach (var face in type.AllInterfaces)
        {
            if (Symbols.MessageFace(face) is { } message && !isOpen)
                yield return new(
                    OfMessage,
                    message.Kind,
                    TypeName.InReflection(type),
                    TypeName.InReflection(face.TypeArguments[0]),
                    ""
                );
            else if (Face.IsEvent(face) && !isOpen)
                yield return new(OfEvent, Model.Key.Event, TypeName.InReflection(type), "", "");
            else if (Face.KindOf(face) is { } kind && kind != Model.Key.Event && !face.TypeArguments.Any(IsOpen))
                yield return new(
                    OfHandler,
                    kind,
                    TypeName.InReflection(face.TypeArguments[0]),
                    face.TypeArguments.Length == 2 ? TypeName.InReflection(face.TypeArguments[1]) : Model.Key.NoResult,
                    TypeName.InReflection(type)
                );
        }
    }

    private static bool IsOpen(ITypeSymbol type) =>
        type.TypeKind == TypeKind.TypeParameter
        || (type is INamedTypeSymbol named && named.TypeArguments.Any(IsOpen))
        || (type is IArrayTypeSymbol array && IsOpen(array.ElementType));
}
