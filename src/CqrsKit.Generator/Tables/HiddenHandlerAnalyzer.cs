using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CqrsKit.Generator.Tables;

/// <summary>A handler that no generated code can name has no row in the table; whoever wrote it should hear of it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HiddenHandlerAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        "CQRS101",
        "The generated table cannot name a handler",
        "{0} handles {1}, but code outside its own type or file cannot name {2}, so AddHandlers does not add it; make it internal, or register it with its own Add… method",
        "CqrsKit",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A table of handlers is generated code in the same assembly: it names internal and public types, not private, protected or file-local ones. AddHandlersFrom, which scans at start-up, finds them.",
        "https://github.com/cqrskit/cqrskit/blob/main/docs/analyzers.md#cqrs101"
    );

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => ImmutableArray.Create(Rule);

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
                    Rule,
                    type.Locations[0],
                    type.Name,
                    face.TypeArguments[0].Name,
                    SymbolEqualityComparer.Default.Equals(hidden, type) ? "it" : hidden.Name
                )
            );
            return;
        }
    }
}
