using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Generator.Analyzers;
using CqrsKit.Generator.Tables;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace CqrsKit.Generator.Tests.Analyzers;

/// <summary>Runs every analyzer over a compilation that builds.</summary>
internal static class Findings
{
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        new HandlerAnalyzer(),
        new BodyAnalyzer(),
        new MessageAnalyzer(),
        new FoldAnalyzer(),
        new ProgramAnalyzer(),
        new CallAnalyzer(),
        new HiddenHandlerAnalyzer(),
    ];

    public static async Task<IReadOnlyList<Diagnostic>> OfAsync(Compilation compilation)
    {
        var broken = compilation
            .GetDiagnostics()
            .Where(one => one.Severity == DiagnosticSeverity.Error && one.DefaultSeverity == DiagnosticSeverity.Error);
        Assert.Empty(broken);
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (error, analyzer, _) =>
                throw new InvalidOperationException($"{analyzer}: {error}", error),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false
        );
        var plain = compilation.WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default));
        return await new CompilationWithAnalyzers(plain, Analyzers, options).GetAnalyzerDiagnosticsAsync();
    }

    public static string Repository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CqrsKit.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, path);
    }
}
