using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CqrsKit.Generator.Analyzers;

/// <summary>Folds of projections and aggregates give the same on every replay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FoldAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Members whose value differs from one time to the next; null for all of a type.</summary>
    private static readonly Dictionary<string, string[]?> Impure = new()
    {
        ["System.DateTime"] = ["Now", "UtcNow", "Today"],
        ["System.DateTimeOffset"] = ["Now", "UtcNow"],
        ["System.Guid"] = ["NewGuid", "CreateVersion7"],
        ["System.Environment"] = null,
        ["System.Random"] = null,
        ["System.TimeProvider"] = null,
        ["System.Diagnostics.Stopwatch"] = null,
        ["System.Security.Cryptography.RandomNumberGenerator"] = null,
        ["System.IO.File"] = null,
        ["System.IO.Directory"] = null,
        ["System.IO.FileStream"] = null,
        ["System.IO.StreamReader"] = null,
        ["System.Net.Http.HttpClient"] = null,
        ["System.Net.Dns"] = null,
        ["System.Threading.Thread"] = null,
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NotPure];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Constructors, SymbolKind.NamedType);
        context.RegisterOperationBlockStartAction(block =>
        {
            if (block.OwningSymbol.ContainingType is not { } type || !IsFold(type))
                return;
            block.RegisterOperationAction(
                Member,
                OperationKind.PropertyReference,
                OperationKind.Invocation,
                OperationKind.ObjectCreation,
                OperationKind.Await
            );
        });
    }

    private static bool IsFold(INamedTypeSymbol type) =>
        Symbols
            .WithBases(type)
            .Skip(1)
            .Any(at => Symbols.Is(at, "Projections", "Projection") || Symbols.Is(at, "Writing", "Aggregate"));

    private static void Constructors(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || type.IsAbstract || !IsFold(type))
            return;
        foreach (
            var parameter in Symbols.Injected(type).Where(parameter => parameter.Type.TypeKind == TypeKind.Interface)
        )
            context.ReportDiagnostic(Diagnostic.Create(Rules.NotPure, parameter.Place(), parameter.Type.Short()));
    }

    private static void Member(OperationAnalysisContext context)
    {
        var (member, type) = context.Operation switch
        {
            IPropertyReferenceOperation property => (property.Property.Name, property.Property.ContainingType),
            IInvocationOperation call => (call.TargetMethod.Name, call.TargetMethod.ContainingType),
            IObjectCreationOperation made => (".ctor", made.Type as INamedTypeSymbol),
            _ => ("await", null),
        };
        if (
            type is null
                ? member == "await"
                : Impure.TryGetValue(type.ToDisplayString(), out var members)
                    && (members is null || members.Contains(member))
        )
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.NotPure,
                    context.Operation.Syntax.GetLocation(),
                    context.Operation.Syntax.ToString()
                )
            );
    }
}
