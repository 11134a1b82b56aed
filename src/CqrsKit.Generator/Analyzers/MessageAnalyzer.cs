using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CqrsKit.Generator.Analyzers;

/// <summary>What a message looks like.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MessageAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] Changeable =
    [
        "List",
        "Dictionary",
        "HashSet",
        "Queue",
        "Stack",
        "SortedDictionary",
        "SortedSet",
        "LinkedList",
        "IList",
        "ICollection",
        "IDictionary",
        "ISet",
        "Collection",
        "ObservableCollection",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.Mutable, Rules.NoEventName];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.AllInterfaces.Length == 0)
            return;
        var isEvent = type.AllInterfaces.Any(Face.IsEvent);
        if (!isEvent && !type.AllInterfaces.Any(face => Symbols.MessageFace(face) is not null))
            return;

        foreach (var member in type.GetMembers().Where(IsMutable))
            context.ReportDiagnostic(Diagnostic.Create(Rules.Mutable, member.Place(), member.Name, type.Short()));
        if (isEvent && !type.IsAbstract && !type.IsGenericType && !HasName(type))
            context.ReportDiagnostic(Diagnostic.Create(Rules.NoEventName, type.Place(), type.Short()));
    }

    private static bool IsMutable(ISymbol member) =>
        !member.IsStatic
        && member.DeclaredAccessibility == Accessibility.Public
        && member switch
        {
            IPropertySymbol property => property.SetMethod
                is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public }
                || IsChangeable(property.Type),
            IFieldSymbol field => !field.IsReadOnly && !field.IsConst,
            _ => false,
        };

    private static bool IsChangeable(ITypeSymbol type) =>
        type is INamedTypeSymbol named
        && Changeable.Contains(named.Name)
        && named
            .ContainingNamespace.ToDisplayString()
            .StartsWith("System.Collections", System.StringComparison.Ordinal);

    private static bool HasName(INamedTypeSymbol type) =>
        type.GetAttributes()
            .Any(attribute => attribute.AttributeClass is { Name: "EventNameAttribute" } found && found.IsIn("Events"));
}
