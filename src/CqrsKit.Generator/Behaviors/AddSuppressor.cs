using System.Collections.Immutable;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CqrsKit.Generator.Behaviors;

/// <summary>
/// Takes the warnings of trimming and AOT from calls of AddBehavior that are intercepted: what they warn of is not what
/// runs. Any other call keeps them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AddSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor DynamicCode = new(
        "CQRSKITSPR01",
        "IL3050",
        "The behavior is closed over its messages at compile time."
    );

    private static readonly SuppressionDescriptor UnreferencedCode = new(
        "CQRSKITSPR02",
        "IL2026",
        "The behavior is closed over its messages at compile time."
    );

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [DynamicCode, UnreferencedCode];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (IsIntercepted(diagnostic, context))
                context.ReportSuppression(
                    Suppression.Create(
                        diagnostic.Id == DynamicCode.SuppressedDiagnosticId ? DynamicCode : UnreferencedCode,
                        diagnostic
                    )
                );
        }
    }

    private static bool IsIntercepted(Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        if (diagnostic.Location.SourceTree is not { } tree)
            return false;
        var node = tree.GetRoot(context.CancellationToken)
            .FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        // The warning stands at the call as a whole, or at what is called.
        var call =
            node as InvocationExpressionSyntax
            ?? (node.Parent is InvocationExpressionSyntax parent && parent.Expression == node ? parent : null)
            ?? (
                node.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access
                && access.Name == node
                    ? outer
                    : null
            );
        if (call is null)
            return false;
        var interceptor = context.GetSemanticModel(tree).GetInterceptorMethod(call, context.CancellationToken);
        return interceptor is { ContainingType: { Name: "Behaviors", IsFileLocal: true } type }
            && type.IsIn("Generated");
    }
}
