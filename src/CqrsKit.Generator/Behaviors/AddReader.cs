using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Generator.Calls;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Reads the calls of AddBehavior.</summary>
internal static class AddReader
{
    /// <summary>Whether it reads like one, in a file where interceptors are allowed.</summary>
    public static bool IsCandidate(SyntaxNode node) =>
        node is InvocationExpressionSyntax invocation
        && NameOf(invocation.Expression) is { Identifier.ValueText: "AddBehavior" }
        && CallReader.IsAllowed(node.SyntaxTree.Options.Features);

    /// <summary>What it adds; null where the call is left alone, as the class is not known or cannot be named.</summary>
    public static AddModel? Read(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var invocation = (InvocationExpressionSyntax)context.Node;
        var model = context.SemanticModel;
        if (
            model.GetSymbolInfo(invocation, cancellationToken).Symbol is not IMethodSymbol method
            || !IsAddBehavior(method)
            || ClassOf(invocation, method, model, cancellationToken) is not { } type
            || !IsKnown(type, model.Compilation)
            || model.GetInterceptableLocation(invocation, cancellationToken) is not { } location
            || CallReader.IsInExpressionTree(invocation, model, cancellationToken)
        )
            return null;
        return new AddModel(
            invocation.SyntaxTree.FilePath,
            GroupOf(invocation),
            NameOf(invocation.Expression)!.SpanStart, // calls in a chain all begin where the chain does
            IdOf(type),
            CodeOf(type),
            method.Arity == 0,
            location.GetInterceptsLocationAttributeSyntax()
        );
    }

    /// <summary>The class that an identifier stands for.</summary>
    public static INamedTypeSymbol? Find(string id, Compilation compilation) =>
        (
            id[0] == '!'
                ? DocumentationCommentId.GetFirstSymbolForReferenceId(id.Substring(1), compilation)
                : DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)
        ) as INamedTypeSymbol;

    private static SimpleNameSyntax? NameOf(ExpressionSyntax expression) =>
        expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            SimpleNameSyntax name => name,
            _ => null,
        };

    /// <summary>One of the two that look the class up at start-up, where the referenced CqrsKit has the third.</summary>
    private static bool IsAddBehavior(IMethodSymbol method)
    {
        var added = method.ReducedFrom ?? method;
        return added.ContainingType is { Name: "PipelineSetup" } type
            && type.IsIn("Pipeline")
            && added.Parameters.Length == 2 - added.Arity
            && type.GetMembers("AddBehavior").OfType<IMethodSymbol>().Any(other => other.Parameters.Length == 3);
    }

    private static INamedTypeSymbol? ClassOf(
        InvocationExpressionSyntax invocation,
        IMethodSymbol method,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (method.Arity == 1)
            return method.TypeArguments[0] as INamedTypeSymbol;
        var arguments = invocation.ArgumentList.Arguments;
        var argument =
            arguments.FirstOrDefault(given => given.NameColon?.Name.Identifier.ValueText == "behavior")
            ?? arguments.LastOrDefault(given => given.NameColon is null);
        var expression = argument?.Expression;
        while (expression is ParenthesizedExpressionSyntax inner)
            expression = inner.Expression;
        return expression is TypeOfExpressionSyntax known
            ? model.GetTypeInfo(known.Type, cancellationToken).Type as INamedTypeSymbol
            : null;
    }

    /// <summary>A class that is a behavior or hook, and that generated code can name and make.</summary>
    private static bool IsKnown(INamedTypeSymbol type, Compilation compilation)
    {
        if (type is not { TypeKind: TypeKind.Class, IsAbstract: false, IsStatic: false })
            return false;
        if (type.IsUnboundGenericType ? type.ContainingType is { IsGenericType: true } : CallReader.IsOpen(type))
            return false;
        var definition = type.IsUnboundGenericType ? type.OriginalDefinition : type;
        var closed = type.IsUnboundGenericType
            ? definition.Construct([.. definition.TypeParameters.Select(_ => (ITypeSymbol)compilation.ObjectType)])
            : type;
        return definition.AllInterfaces.Any(face => BehaviorFaces.Of(face) is not null)
            && TypeName.CanBeWritten(closed, compilation);
    }

    private static string IdOf(INamedTypeSymbol type) =>
        type is { IsGenericType: true, IsUnboundGenericType: false }
            ? "!" + DocumentationCommentId.CreateReferenceId(type)
            : DocumentationCommentId.CreateDeclarationId(type.OriginalDefinition)!;

    private static string CodeOf(INamedTypeSymbol type)
    {
        if (!type.IsUnboundGenericType)
            return TypeName.InCode(type);
        var definition = TypeName.InCode(type.OriginalDefinition);
        return definition.Substring(0, definition.LastIndexOf('<')) + $"<{new string(',', type.Arity - 1)}>";
    }

    private static int GroupOf(SyntaxNode node)
    {
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return (member is GlobalStatementSyntax or null ? node.SyntaxTree.GetRoot() : member).SpanStart;
    }
}
