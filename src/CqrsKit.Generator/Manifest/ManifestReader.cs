using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Manifest;

/// <summary>What referenced assemblies declare: by their manifests, or where they have none, by a look at their types.</summary>
internal static class ManifestReader
{
    /// <summary>The entries of every referenced assembly that knows CqrsKit.</summary>
    public static IEnumerable<Entry> ReadReferenced(Compilation compilation) =>
        compilation
            .SourceModule.ReferencedAssemblySymbols.Where(assembly =>
                assembly.Name != "CqrsKit" && assembly.Modules.Any(Knows)
            )
            .SelectMany(Read);

    private static bool Knows(IModuleSymbol module) =>
        module.ReferencedAssemblies.Any(reference => reference.Name == "CqrsKit");

    private static IEnumerable<Entry> Read(IAssemblySymbol assembly)
    {
        var entries = assembly
            .GetAttributes()
            .Where(attribute =>
                attribute.AttributeClass is { Name: "HandlerManifestAttribute" } found && found.IsIn("Dispatch")
            )
            .Select(attribute => Entry.Parse(attribute.ConstructorArguments[0].Value as string ?? ""))
            .OfType<Entry>()
            .ToArray();
        return entries.Length > 0 ? entries : TypesIn(assembly.GlobalNamespace).SelectMany(Entry.Of);
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
                yield return type;
            foreach (var inner in TypesIn(member))
                yield return inner;
        }
    }
}
