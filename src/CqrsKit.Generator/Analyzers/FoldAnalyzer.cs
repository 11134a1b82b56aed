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
    /// <summary>Members whose value differs from one time, process or machine to the next; null for all of a type and of its derived types.</summary>
    private static readonly Dictionary<string, string[]?> Impure = new()
    {
        ["System.DateTime"] = ["Now", "UtcNow", "Today"],
        ["System.DateTimeOffset"] = ["Now", "UtcNow"],
        ["System.Guid"] = ["NewGuid", "CreateVersion7"],
        ["string"] = ["GetHashCode"], // differs between processes
        ["System.HashCode"] = null,
        ["System.Console"] = null,
        ["System.Environment"] = null,
        ["System.Random"] = null,
        ["System.TimeProvider"] = null,
        ["System.Diagnostics.Process"] = null,
        ["System.Diagnostics.Stopwatch"] = null,
        ["System.Security.Cryptography.RandomNumberGenerator"] = null,
        ["System.IO.Directory"] = null,
        ["System.IO.File"] = null,
        ["System.IO.FileStream"] = null,
        ["System.IO.FileSystemInfo"] = null,
        ["System.IO.Path"] = ["GetRandomFileName", "GetTempFileName", "GetTempPath"],
        ["System.IO.TextReader"] = null,
        ["System.Data.Common.DbCommand"] = null,
        ["System.Data.Common.DbConnection"] = null,
        ["Microsoft.EntityFrameworkCore.DbContext"] = null,
        ["System.Net.Dns"] = null,
        ["System.Net.Http.HttpMessageInvoker"] = null,
        ["System.Net.Sockets.Socket"] = null,
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
                OperationKind.MethodReference,
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
        var isImpure = context.Operation switch
        {
            IPropertyReferenceOperation { Property: var property } => IsImpure(property.ContainingType, property.Name),
            IInvocationOperation { TargetMethod: var method } => IsImpure(method.ContainingType, method.Name),
            IMethodReferenceOperation { Method: var method } => IsImpure(method.ContainingType, method.Name),
            IObjectCreationOperation { Type: INamedTypeSymbol made } => IsImpure(made, ".ctor"),
            _ => context.Operation.Kind == OperationKind.Await,
        };
        if (isImpure)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.NotPure,
                    context.Operation.Syntax.GetLocation(),
                    context.Operation.Syntax.ToString()
                )
            );
    }

    private static bool IsImpure(INamedTypeSymbol type, string member) =>
        Symbols
            .WithBases(type)
            .Any(at =>
                Impure.TryGetValue(at.ToDisplayString(), out var members)
                && (members is null || members.Contains(member))
            );
}
