using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        else if (method.Parameters.FirstOrDefault(IsToken) is { } token && Drops(call, out var name))
            Report(
                Rules.DroppedToken,
                call,
                context,
                ImmutableDictionary<string, string?>.Empty.Add("token", token.Name).Add("name", name)
            );
    }

    private static bool IsTask(INamedTypeSymbol type) =>
        Tasks.Contains(type.Name) && type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks";

    private static bool IsToken(IParameterSymbol parameter) =>
        parameter.Type is { Name: "CancellationToken" } type
        && type.ContainingNamespace.ToDisplayString() == "System.Threading";

    /// <summary>Whether a token could be handed over and none is: an optional parameter left out, or an overload with one more.</summary>
    /// <param name="name">The parameter's name, where only a name finds it.</param>
    private static bool Drops(IInvocationOperation call, out string? name)
    {
        name = null;
        if (IsGivenLater(call))
            return false;
        var isNamed =
            call.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: var given }
            && given.Any(argument => argument.NameColon is not null);
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter is { } own && IsToken(own)) is { } left)
        {
            if (isNamed || call.Arguments.Any(other => IsLeftOut(other) && IsBefore(other, left)))
                name = left.Parameter!.Name;
            return IsLeftOut(left);
        }

        var target = call.TargetMethod.ReducedFrom ?? call.TargetMethod;
        if (target.ReturnType is not INamedTypeSymbol result || !(IsTask(result) || result.Name == "IAsyncEnumerable"))
            return false;
        var longer = target.ContainingType.GetMembers(target.Name).OfType<IMethodSymbol>();
        if (longer.FirstOrDefault(other => HasTokenMore(other, target)) is not { } overload)
            return false;
        if (isNamed || call.Arguments.Any(IsLeftOut))
            name = overload.Parameters.Last().Name;
        return true;
    }

    /// <summary>Whether the enumeration is given the token that the call is not: <c>Items().WithCancellation(token)</c>.</summary>
    private static bool IsGivenLater(IInvocationOperation call) =>
        call.Syntax.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WithCancellation" } access
        && access.Expression == call.Syntax;

    private static bool IsLeftOut(IArgumentOperation argument) => argument.ArgumentKind == ArgumentKind.DefaultValue;

    private static bool IsBefore(IArgumentOperation one, IArgumentOperation other) =>
        one.Parameter!.Ordinal < other.Parameter!.Ordinal;

    private static bool HasTokenMore(IMethodSymbol other, IMethodSymbol target) =>
        other.Parameters.Length == target.Parameters.Length + 1
        && other.TypeParameters.Length == target.TypeParameters.Length
        && other.IsStatic == target.IsStatic
        && IsToken(other.Parameters.Last())
        && other
            .Parameters.Take(target.Parameters.Length)
            .Select(parameter => parameter.Type.ToDisplayString())
            .SequenceEqual(target.Parameters.Select(parameter => parameter.Type.ToDisplayString()));

    private static void Report(
        DiagnosticDescriptor rule,
        IOperation operation,
        OperationAnalysisContext context,
        ImmutableDictionary<string, string?>? properties = null
    ) =>
        context.ReportDiagnostic(
            Diagnostic.Create(rule, operation.Syntax.GetLocation(), properties, Text(operation.Syntax))
        );

    private static string Text(SyntaxNode syntax)
    {
        var text = syntax.ToString();
        return text.Length <= 60 ? text : text.Substring(0, 57) + "...";
    }
}
