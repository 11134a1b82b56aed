using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Behaviors;

/// <summary>A message that a compilation can name, with its result or item.</summary>
internal sealed record Message(char Kind, INamedTypeSymbol Type, ITypeSymbol Result);

/// <summary>
/// Every command and query that a compilation can name: declared in it or in an assembly that knows CqrsKit, and the closed
/// generic ones that handlers there handle.
/// </summary>
internal static class MessageList
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, Message[]> OfReferences = new();

    /// <summary>The messages, ordered by name.</summary>
    public static IEnumerable<Message> Of(Compilation compilation)
    {
        var all = new SortedDictionary<string, List<Message>>(StringComparer.Ordinal);
        foreach (var message in In(compilation.Assembly).Concat(References(compilation).SelectMany(OfReference)))
        {
            if (!CanBeWritten(message.Type, compilation) || !CanBeWritten(message.Result, compilation))
                continue;
            var name = $"{message.Kind}|{TypeName.InCode(message.Type)}|{TypeName.InCode(message.Result)}";
            if (!all.TryGetValue(name, out var same))
                all.Add(name, same = []);
            if (!same.Any(other => SymbolEqualityComparer.Default.Equals(other.Type, message.Type)))
                same.Add(message);
        }

        // A name that several assemblies have means the compilation's own, or nothing.
        return all.Values.Where(same => same.Count == 1 || IsOwn(same[0], compilation)).Select(same => same[0]);
    }

    private static bool CanBeWritten(ITypeSymbol type, Compilation compilation) =>
        TypeName.CanBeWritten(type, compilation)
        && !type.GetAttributes()
            .Any(attribute =>
                attribute is { AttributeClass.Name: "ObsoleteAttribute", ConstructorArguments.Length: 2 }
                && attribute.ConstructorArguments[1].Value is true
            );

    private static bool IsOwn(Message message, Compilation compilation) =>
        SymbolEqualityComparer.Default.Equals(message.Type.ContainingAssembly, compilation.Assembly);

    private static Message[] OfReference(IAssemblySymbol assembly) =>
        OfReferences.GetValue(assembly, found => [.. In(found)]);

    private static IEnumerable<IAssemblySymbol> References(Compilation compilation) =>
        from reference in compilation.References
        where reference.Properties.Aliases.IsDefaultOrEmpty || reference.Properties.Aliases.Contains("global")
        let assembly = compilation.GetAssemblyOrModuleSymbol(reference) as IAssemblySymbol
        where assembly is not null && KnowsCqrsKit(assembly)
        select assembly;

    private static bool KnowsCqrsKit(IAssemblySymbol assembly) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(other => other.Name == "CqrsKit"));

    private static IEnumerable<Message> In(IAssemblySymbol assembly) =>
        Types(assembly.GlobalNamespace)
            .Concat(Closed(assembly))
            .SelectMany(type => type.AllInterfaces.SelectMany(face => Of(type, face)));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var type in container.GetTypeMembers())
        {
            if (!type.IsGenericType && type.TypeKind is TypeKind.Class or TypeKind.Struct)
            {
                if (type is { IsAbstract: false, IsStatic: false, AllInterfaces.IsEmpty: false })
                    yield return type;
                foreach (var closed in Closed(type))
                    yield return closed;
            }

            if (!type.IsGenericType)
            {
                foreach (var nested in Types(type))
                    yield return nested;
            }
        }

        if (container is INamespaceSymbol space)
        {
            foreach (var type in space.GetNamespaceMembers().SelectMany(Types))
                yield return type;
        }
    }

    /// <summary>The closed handlers that attributes name.</summary>
    private static IEnumerable<INamedTypeSymbol> Closed(ISymbol symbol) =>
        from attribute in symbol.GetAttributes()
        where
            attribute.AttributeClass is { Name: "ClosedHandlerAttribute" } found
            && found.IsIn("Dispatch")
            && attribute.ConstructorArguments.Length == 1
        let type = attribute.ConstructorArguments[0].Value as INamedTypeSymbol
        where type is { IsUnboundGenericType: false }
        select type;

    /// <summary>What a type is by one of its interfaces, or handles by it.</summary>
    private static IEnumerable<Message> Of(INamedTypeSymbol type, INamedTypeSymbol face)
    {
        if (face.Arity == 1 && KindOf(face) is { } kind)
            return [new Message(kind, type, face.TypeArguments[0])];
        if (Face.KindOf(face) is not (Key.Command or Key.Query or Key.Stream) || !IsMessage(face.TypeArguments[0]))
            return [];
        var message = (INamedTypeSymbol)face.TypeArguments[0];
        return message.AllInterfaces.SelectMany(own => Of(message, own));
    }

    private static bool IsMessage(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsGenericType: true }
        && !Calls.CallReader.IsOpen(type);

    private static char? KindOf(INamedTypeSymbol face) =>
        face.Name switch
        {
            "ICommand" when face.IsIn("Commands") => Key.Command,
            "IQuery" when face.IsIn("Queries") => Key.Query,
            "IStreamQuery" when face.IsIn("Queries") => Key.Stream,
            _ => null,
        };
}
