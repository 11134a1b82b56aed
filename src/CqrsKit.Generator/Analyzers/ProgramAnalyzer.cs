using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Manifest;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CqrsKit.Generator.Analyzers;

/// <summary>What needs a view of the whole program: said where AddCqrsKit is called, and nowhere else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProgramAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.NoHandler, Rules.SeveralHandlers, Rules.OtherResult, Rules.NeverApplies, Rules.NotInContext];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            var own = new ConcurrentBag<(INamedTypeSymbol Type, Entry Entry)>();
            var calls = new ConcurrentBag<IInvocationOperation>();
            start.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    foreach (var entry in Entry.Of(type).Concat(Entry.OfClosed(type.GetAttributes())))
                        own.Add((type, entry));
                },
                SymbolKind.NamedType
            );
            start.RegisterOperationAction(
                operation =>
                {
                    var call = (IInvocationOperation)operation.Operation;
                    if (IsSetup(call.TargetMethod))
                        calls.Add(call);
                },
                OperationKind.Invocation
            );
            start.RegisterCompilationEndAction(end => Report(end, own, calls));
        });
    }

    private static bool IsSetup(IMethodSymbol method) =>
        method.Name
            is "AddCqrsKit"
                or "AddBehavior"
                or "AddView"
                or "AddAggregate"
                or "AddCommandHandler"
                or "AddQueryHandler"
                or "AddStreamQueryHandler"
                or "UseJson"
        && method.ContainingAssembly.Name == "CqrsKit";

    private static void Report(
        CompilationAnalysisContext context,
        ConcurrentBag<(INamedTypeSymbol Type, Entry Entry)> own,
        ConcurrentBag<IInvocationOperation> calls
    )
    {
        var setup = calls
            .OrderBy(call => call.Syntax.SyntaxTree.FilePath)
            .ThenBy(call => call.Syntax.SpanStart)
            .ToArray();
        var root = setup.FirstOrDefault(call => call.TargetMethod.Name == "AddCqrsKit");
        if (root is null)
            return;
        var entries = own.Select(one => one.Entry)
            .Concat(Entry.OfClosed(context.Compilation.Assembly.GetAttributes()))
            .Concat(ManifestReader.ReadReferenced(context.Compilation))
            .Distinct()
            .OrderBy(entry => entry.ToString(), System.StringComparer.Ordinal)
            .ToArray();
        var program = new ProgramModel(context.Compilation, entries, setup);
        var place = root.Syntax.GetLocation();
        foreach (var fault in program.Handlers())
            context.ReportDiagnostic(
                Diagnostic.Create(
                    fault.Rule,
                    own.FirstOrDefault(one => one.Entry == fault.Message).Type?.Place() ?? place,
                    [place],
                    fault.Arguments
                )
            );
        foreach (var (call, behavior) in program.UnfitBehaviors())
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.NeverApplies, call.Syntax.GetLocation(), behavior.Short())
            );
        foreach (var (call, type, json) in program.MissingJson())
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.NotInContext,
                    call.Syntax.GetLocation(),
                    json.Locations.Where(place => place.IsInSource),
                    ImmutableDictionary<string, string?>.Empty.Add("type", TypeName.InCode(type)),
                    TypeName.InReflection(type),
                    json.Short(),
                    type.Short()
                )
            );
    }
}
