using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using CqrsKit.Generator.Manifest;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CqrsKit.Generator.Analyzers;

/// <summary>Says at a call which handler it reaches.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.HandledBy];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            // Looked up once for each compilation, and only where something is sent.
            var handlers = new Lazy<Dictionary<string, string>>(
                () => HandlersOf(start.Compilation),
                LazyThreadSafetyMode.ExecutionAndPublication
            );
            start.RegisterOperationAction(operation => Analyze(operation, handlers), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, Lazy<Dictionary<string, string>> handlers)
    {
        var call = (IInvocationOperation)context.Operation;
        if (
            call.TargetMethod.Name
                is not (
                    "SendAsync"
                    or "SendWithReceiptAsync"
                    or "QueryAsync"
                    or "QueryWithReceiptAsync"
                    or "StreamAsync"
                )
            || call.TargetMethod.ContainingType is not { } dispatcher
            || !(
                Symbols.Is(dispatcher, "Commands", "ICommandDispatcher")
                || Symbols.Is(dispatcher, "Queries", "IQueryDispatcher")
            )
            || call.Arguments.Length == 0
        )
            return;
        var value = call.Arguments[0].Value;
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        if (
            value.Type is not INamedTypeSymbol message
            || call.Arguments[0].Parameter?.Type is not INamedTypeSymbol face
        )
            return;
        var declared = Symbols.MessageFace(face) is { } own
            ? $"{own.Kind}|{TypeName.InReflection(message)}|{TypeName.InReflection(face.TypeArguments[0])}"
            : $"{Key.Command}|{TypeName.InReflection(message)}|{Key.NoResult}";
        if (handlers.Value.TryGetValue(declared, out var handler))
            context.ReportDiagnostic(
                Diagnostic.Create(
                    Rules.HandledBy,
                    call.Syntax.GetLocation(),
                    context.Compilation.GetTypeByMetadataName(handler)?.Locations.Where(place => place.IsInSource),
                    handler
                )
            );
    }

    private static Dictionary<string, string> HandlersOf(Compilation compilation)
    {
        var handlers = new Dictionary<string, string>(StringComparer.Ordinal);
        var own = compilation
            .GetSymbolsWithName(_ => true, SymbolFilter.Type)
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => Entry.Of(type).Concat(Entry.OfClosed(type.GetAttributes())))
            .Concat(Entry.OfClosed(compilation.Assembly.GetAttributes()));
        foreach (var entry in own.Concat(ManifestReader.ReadReferenced(compilation)))
        {
            if (entry.Line == Entry.OfHandler)
                handlers[entry.Key] = entry.Handler;
        }

        return handlers;
    }
}
