using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Generator.Calls;

/// <summary>Reads the calls of dispatchers.</summary>
internal static class CallReader
{
    private const string Space = "CqrsKit.Generated";

    private static readonly SymbolDisplayFormat Annotated =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        );

    /// <summary>Whether it reads like one, in a file where interceptors are allowed.</summary>
    public static bool IsCandidate(SyntaxNode node) =>
        node is InvocationExpressionSyntax invocation
        && NameOf(invocation.Expression) is "SendAsync" or "QueryAsync" or "StreamAsync" or "PublishAsync"
        && IsAllowed(node.SyntaxTree.Options.Features);

    /// <summary>What it calls; null where it is left alone.</summary>
    public static CallModel? Read(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var invocation = (InvocationExpressionSyntax)context.Node;
        var model = context.SemanticModel;
        if (
            model.GetSymbolInfo(invocation, cancellationToken).Symbol is not IMethodSymbol method
            || KindOf(method) is not { } kind
            || !IsOwnDispatcherKnown(method)
            || ReceiverOf(invocation) is not { } receiver
            || model.GetTypeInfo(receiver, cancellationToken).Type is not { TypeKind: TypeKind.Interface }
            || GivesContract(kind, invocation)
            || IsInExpressionTree(invocation, model, cancellationToken)
            || model.GetInterceptableLocation(invocation, cancellationToken) is not { } location
        )
            return null;
        return new CallModel(
            context.Node.SyntaxTree.FilePath,
            TargetOf(kind, method, invocation, model, cancellationToken),
            location.GetInterceptsLocationAttributeSyntax()
        );
    }

    private static string? NameOf(ExpressionSyntax expression) =>
        expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            _ => null,
        };

    /// <summary>Whether the build lists our namespace, or one around it; the compiler refuses interceptors elsewhere.</summary>
    internal static bool IsAllowed(IReadOnlyDictionary<string, string> features) =>
        features.TryGetValue("InterceptorsNamespaces", out var spaces)
        && spaces.Split(';').Any(space => space == "CqrsKit" || space == Space);

    private static CallKind? KindOf(IMethodSymbol method)
    {
        if (method.ContainingType is not { TypeKind: TypeKind.Interface } type)
            return null;
        return (type.Name, method.Name, method.Parameters.Length) switch
        {
            ("ICommandDispatcher", "SendAsync", 2) when type.IsIn("Commands") => method.Arity == 0
                ? CallKind.SendPlain
                : CallKind.Send,
            ("IQueryDispatcher", "QueryAsync", 2) when type.IsIn("Queries") => CallKind.Query,
            ("IQueryDispatcher", "StreamAsync", 3) when type.IsIn("Queries") => CallKind.Stream,
            ("IEventDispatcher", "PublishAsync", 2) when type.IsIn("Events") => CallKind.Publish,
            _ => null,
        };
    }

    /// <summary>Whether the referenced CqrsKit shows the class behind the interface: ICommandDispatcher, CommandDispatcher.</summary>
    private static bool IsOwnDispatcherKnown(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return type
            .ContainingNamespace.GetTypeMembers(type.Name.Substring(1))
            .Any(own => own.DeclaredAccessibility == Accessibility.Public);
    }

    private static ExpressionSyntax? ReceiverOf(InvocationExpressionSyntax invocation)
    {
        if (invocation.Expression is MemberAccessExpressionSyntax access)
            return access.Expression is BaseExpressionSyntax ? null : access.Expression;
        for (SyntaxNode at = invocation; at.Parent is { } parent; at = parent)
        {
            if (parent is ConditionalAccessExpressionSyntax conditional && conditional.WhenNotNull == at)
                return conditional.Expression;
        }

        return null;
    }

    /// <summary>A contract given at the call, even null, takes the way of contracts.</summary>
    private static bool GivesContract(CallKind kind, InvocationExpressionSyntax invocation) =>
        kind == CallKind.Stream
        && invocation
            .ArgumentList.Arguments.Where(
                (argument, index) =>
                    argument.NameColon is { } name ? name.Name.Identifier.ValueText == "contract" : index == 1
            )
            .Any();

    internal static bool IsInExpressionTree(
        InvocationExpressionSyntax invocation,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        for (SyntaxNode? at = invocation.Parent; at is not (null or MemberDeclarationSyntax); at = at.Parent)
        {
            if (at is QueryExpressionSyntax)
                return true;
            if (
                at is LambdaExpressionSyntax
                && model.GetTypeInfo(at, cancellationToken).ConvertedType
                    is INamedTypeSymbol { Name: "Expression", Arity: 1 }
            )
                return true;
        }

        return false;
    }

    private static CallTarget TargetOf(
        CallKind kind,
        IMethodSymbol method,
        InvocationExpressionSyntax invocation,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        var unknown = new CallTarget(kind, Message: null, Result: "", IsExact: false);
        var argument = MessageOf(invocation, method.Parameters[0].Name);
        if (argument is null)
            return unknown;
        // The event dispatcher's type argument says what the handlers are looked up by, unless the event is of a derived type.
        var message = model.GetTypeInfo(argument, cancellationToken).Type as INamedTypeSymbol;
        var compilation = model.Compilation;
        if (
            message is not { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false }
            || message.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            || !TypeName.CanBeWritten(message, compilation)
            || IsOpen(message)
        )
            return unknown;
        if (kind == CallKind.Publish && !SymbolEqualityComparer.Default.Equals(method.TypeArguments[0], message))
            return unknown;
        var result = method.TypeArguments.Length == 0 || kind == CallKind.Publish ? null : method.TypeArguments[0];
        if (result is not null && (!TypeName.CanBeWritten(result, compilation) || IsOpen(result)))
            return unknown;
        var isExact = message.IsSealed || message.IsValueType || argument is ObjectCreationExpressionSyntax;
        return new CallTarget(kind, TypeName.InCode(message), result?.ToDisplayString(Annotated) ?? "", isExact);
    }

    private static ExpressionSyntax? MessageOf(InvocationExpressionSyntax invocation, string name)
    {
        var arguments = invocation.ArgumentList.Arguments;
        var argument =
            arguments.FirstOrDefault(given => given.NameColon?.Name.Identifier.ValueText == name)
            ?? arguments.FirstOrDefault(given => given.NameColon is null);
        var expression = argument?.Expression;
        while (expression is ParenthesizedExpressionSyntax inner)
            expression = inner.Expression;
        return expression;
    }

    internal static bool IsOpen(ITypeSymbol type) =>
        type switch
        {
            ITypeParameterSymbol => true,
            IArrayTypeSymbol array => IsOpen(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(IsOpen)
                || (named.ContainingType is { } container && IsOpen(container)),
            _ => false,
        };
}
