using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Analyzers;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CqrsKit.Generator.Tables;

/// <summary>A handler that no generated code can name has no row in the table; whoever wrote it should hear of it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HiddenHandlerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Hidden];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type is not { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false } || TypeReader.IsOpen(type))
            return;
        foreach (var face in type.AllInterfaces.Where(face => Face.KindOf(face) is not null))
        {
            var hidden = face
                .TypeArguments.Prepend(type)
                .FirstOrDefault(named => !TypeName.CanBeWritten(named, context.Compilation));
            if (hidden is null or { TypeKind: TypeKind.Error })
                continue;
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.Hidden,
                    type.Place(),
                    hidden.Locations.Where(place => place.IsInSource),
                    type.Name,
                    face.TypeArguments[0].Name,
                    SymbolEqualityComparer.Default.Equals(hidden, type) ? "it" : hidden.Name
                )
            );
            return;
        }
    }
}
