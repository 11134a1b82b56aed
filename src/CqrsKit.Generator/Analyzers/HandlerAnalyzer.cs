using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CqrsKit.Generator.Analyzers;

/// <summary>What a handler is built from, and how long it lives; behaviors and hooks too.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>CqrsKit.Dispatch.HandlerLifetime.Singleton.</summary>
    private const int Singleton = 2;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [Rules.QueryWrites, Rules.CommandReads, Rules.Captive, Rules.SeveralConstructors, Rules.SameKind];

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
        if (type.TypeKind != TypeKind.Class || type.IsAbstract || type.AllInterfaces.Length == 0)
            return;
        var kinds = Symbols.HandledKinds(type).ToArray();
        if (kinds.Length == 0 && !type.AllInterfaces.Any(IsPipeline))
            return;

        var isCommand = kinds.Contains(Key.Command);
        var isQuery = kinds.Contains(Key.Query) || kinds.Contains(Key.Stream);
        var isSingleton = IsSingleton(type);
        foreach (var parameter in Symbols.Injected(type))
        {
            if (isQuery && !isCommand && Writes(parameter.Type))
                Report(Rules.QueryWrites, parameter);
            if (isCommand && !isQuery && Reads(parameter.Type))
                Report(Rules.CommandReads, parameter);
            if (isSingleton && IsScoped(parameter.Type))
                Report(Rules.Captive, parameter);
            if (kinds.Any(kind => Dispatches(parameter.Type, kind)))
                Report(Rules.SameKind, parameter);
        }

        var constructors = type.InstanceConstructors.Count(constructor =>
            constructor.DeclaredAccessibility == Accessibility.Public
        );
        if (constructors > 1 && !type.InstanceConstructors.Any(IsMarked))
            context.ReportDiagnostic(
                Diagnostic.Create(Rules.SeveralConstructors, type.Place(), type.Short(), constructors)
            );
        void Report(DiagnosticDescriptor rule, IParameterSymbol parameter) =>
            context.ReportDiagnostic(Diagnostic.Create(rule, parameter.Place(), type.Short(), parameter.Type.Short()));
    }

    /// <summary>Whether it is made as handlers are, and lives as long: a behavior or hook.</summary>
    private static bool IsPipeline(INamedTypeSymbol face) =>
        Symbols.Is(face, "Pipeline", "IPipelineBehavior", "IStreamBehavior", "IBeforeHook", "IAfterHook", "IErrorHook");

    private static bool Dispatches(ITypeSymbol type, char kind) =>
        kind switch
        {
            Key.Command => Symbols.Is(type, "Commands", "ICommandDispatcher"),
            Key.Event => Symbols.Is(type, "Events", "IEventDispatcher"),
            _ => Symbols.Is(type, "Queries", "IQueryDispatcher"),
        };

    private static bool Writes(ITypeSymbol type) =>
        Symbols.Is(type, "Writing", "IUnitOfWork", "IRepository", "IWriteStore", "IRelationalWriteStore")
        || Symbols.Is(type, "Commands", "ICommandDispatcher");

    private static bool Reads(ITypeSymbol type) =>
        Symbols.Is(type, "Reading", "IReadStore", "IViewStore", "IViewReader", "IViewConnection")
        || Symbols.Is(type, "Queries", "IQueryDispatcher");

    /// <summary>What CqrsKit registers as scoped; what the application does is found at the handler's first dispatch.</summary>
    private static bool IsScoped(ITypeSymbol type) =>
        Symbols.Is(type, "Writing", "IUnitOfWork", "IRepository")
        || Symbols.Is(type, "Reading", "IReadStore", "IViewConnection")
        || (
            type is INamedTypeSymbol { Name: "MessageContext" } context
            && context.ContainingNamespace is { Name: "CqrsKit", ContainingNamespace.IsGlobalNamespace: true }
        )
        || (
            type is INamedTypeSymbol named
            && Symbols.WithBases(named).Any(at => at.ToDisplayString() == "Microsoft.EntityFrameworkCore.DbContext")
        );

    private static bool IsSingleton(INamedTypeSymbol type) =>
        type.GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass is { Name: "HandlerLifetimeAttribute" } found
                && found.IsIn("Dispatch")
                && attribute.ConstructorArguments.Length == 1
                && attribute.ConstructorArguments[0].Value is Singleton
            );

    private static bool IsMarked(IMethodSymbol constructor) =>
        constructor
            .GetAttributes()
            .Any(attribute => attribute.AttributeClass?.Name == "ActivatorUtilitiesConstructorAttribute");
}
