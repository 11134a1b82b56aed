using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CqrsKit.Generator.Analyzers;

/// <summary>What a handler does with tasks and with its cancellation token.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BodyAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Tasks = ["Task", "ValueTask"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.Blocks, Rules.DroppedToken];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationBlockStartAction(block =>
        {
            if (block.OwningSymbol is not IMethodSymbol { ContainingType: { } type } method || !IsHandler(type))
                return;
            block.RegisterOperationAction(
                operation => Property((IPropertyReferenceOperation)operation.Operation, operation),
                OperationKind.PropertyReference
            );
            block.RegisterOperationAction(
                operation => Invocation((IInvocationOperation)operation.Operation, method, operation),
                OperationKind.Invocation
            );
        });
    }

    private static bool IsHandler(INamedTypeSymbol type) =>
        type.AllInterfaces.Length > 0 && Symbols.HandledKinds(type).Any();

    private static void Property(IPropertyReferenceOperation reference, OperationAnalysisContext context)
    {
        if (reference.Property.Name == "Result" && IsTask(reference.Property.ContainingType))
            Report(Rules.Blocks, reference, context);
    }

    private static void Invocation(IInvocationOperation call, IMethodSymbol method, OperationAnalysisContext context)
    {
        var target = call.TargetMethod;
        if (
            (target.Name is "Wait" or "WaitAll" or "WaitAny" && IsTask(target.ContainingType))
            || (
                target.Name == "GetResult"
                && target.ContainingType.Name.EndsWith("Awaiter", System.StringComparison.Ordinal)
            )
        )
            Report(Rules.Blocks, call, context);
        else if (TokenOf(method) is { } token && Drops(call, token))
            Report(Rules.DroppedToken, call, context);
    }

    private static bool IsTask(INamedTypeSymbol type) =>
        Tasks.Contains(type.Name) && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";

    private static IParameterSymbol? TokenOf(IMethodSymbol method) => method.Parameters.FirstOrDefault(IsToken);

    private static bool IsToken(IParameterSymbol parameter) =>
        parameter.Type is { Name: "CancellationToken" } type
        && type.ContainingNamespace.ToDisplayString() == "System.Threading";

    /// <summary>Whether a token could be handed over and none is: an optional parameter left out, or an overload with one more.</summary>
    private static bool Drops(IInvocationOperation call, IParameterSymbol own)
    {
        var left = call.Arguments.FirstOrDefault(argument => argument.Parameter is { } parameter && IsToken(parameter));
        if (left is not null)
            return left.ArgumentKind == ArgumentKind.DefaultValue;
        var target = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (target.ReturnType is not INamedTypeSymbol result || !(IsTask(result) || result.Name == "IAsyncEnumerable"))
            return false;
        return target
                .ContainingType.GetMembers(target.Name)
                .OfType<IMethodSymbol>()
                .Any(other =>
                    other.Parameters.Length == target.Parameters.Length + 1
                    && other.TypeParameters.Length == target.TypeParameters.Length
                    && other.IsStatic == target.IsStatic
                    && IsToken(other.Parameters[other.Parameters.Length - 1])
                    && other
                        .Parameters.Take(target.Parameters.Length)
                        .Select(parameter => parameter.Type.ToDisplayString())
                        .SequenceEqual(target.Parameters.Select(parameter => parameter.Type.ToDisplayString()))
                ) && own is not null;
    }

    private static void Report(DiagnosticDescriptor rule, IOperation operation, OperationAnalysisContext context) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, operation.Syntax.GetLocation(), Text(operation.Syntax)));

    private static string Text(SyntaxNode syntax)
    {
        var text = syntax.ToString();
        return text.Length <= 60 ? text : text.Substring(0, 57) + "...";
    }
}
