using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Analyzers;
using CqrsKit.Generator.Model;
using CqrsKit.Generator.Tables;
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
        if (TypeReader.IsOpen(type))
            yield break;
        // A closed form of a generic class is a handler where it is registered, and no message of its own.
        var isClosed = type.IsGenericType || type.ContainingType is { IsGenericType: true };
        foreach (var face in type.AllInterfaces)
        {
            if (Symbols.MessageFace(face) is { } message && !isClosed)
                yield return new(
                    OfMessage,
                    message.Kind,
                    TypeName.InReflection(type),
                    TypeName.InReflection(face.TypeArguments[0]),
                    ""
                );
            else if (Face.IsEvent(face) && !isClosed)
                yield return new(OfEvent, Model.Key.Event, TypeName.InReflection(type), "", "");
            else if (Face.KindOf(face) is { } kind && kind != Model.Key.Event)
                yield return new(
                    OfHandler,
                    kind,
                    TypeName.InReflection(face.TypeArguments[0]),
                    face.TypeArguments.Length == 2 ? TypeName.InReflection(face.TypeArguments[1]) : Model.Key.NoResult,
                    TypeName.InReflection(type)
                );
        }
    }

    /// <summary>What the closed forms of generic handlers have to say that a type or an assembly names.</summary>
    public static IEnumerable<Entry> OfClosed(IEnumerable<AttributeData> attributes) =>
        attributes
            .Where(attribute =>
                attribute.AttributeClass is { Name: "ClosedHandlerAttribute" } found
                && found.IsIn("Dispatch")
                && attribute.ConstructorArguments.Length == 1
            )
            .Select(attribute => attribute.ConstructorArguments[0].Value)
            .OfType<INamedTypeSymbol>()
            .Where(type => !type.IsUnboundGenericType)
            .SelectMany(Of);
}
