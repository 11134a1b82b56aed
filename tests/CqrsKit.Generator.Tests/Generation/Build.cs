using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using CqrsKit.Generator.Behaviors;
using CqrsKit.Generator.Calls;
using CqrsKit.Generator.Manifest;
using CqrsKit.Generator.Tables;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace CqrsKit.Generator.Tests.Generation;

/// <summary>Builds sources together with what is generated for them, as a project would with warnings as errors.</summary>
internal sealed class Build
{
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using CqrsKit;
        using CqrsKit.Commands;
        using CqrsKit.Dispatch;
        using CqrsKit.Events;
        using CqrsKit.Pipeline;
        using CqrsKit.Queries;
        using CqrsKit.Setup;
        using Microsoft.Extensions.DependencyInjection;

        """;

    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly List<SyntaxTree> _trees = [];
    private readonly List<MetadataReference> _references = [.. Platform];

    public string Assembly { get; init; } = "Contoso.Shop";

    public string? RootNamespace { get; init; }

    public string? Interceptors { get; init; } = "CqrsKit.Generated";

    public CSharpParseOptions Options =>
        new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose).WithFeatures(
            Interceptors is null ? [] : [new("InterceptorsNamespaces", Interceptors)]
        );

    public Build File(string text, string name = "Program.cs")
    {
        _trees.Add(CSharpSyntaxTree.ParseText(Usings + text, Options, name, System.Text.Encoding.UTF8));
        return this;
    }

    public Build Reference(Built built)
    {
        _references.Add(MetadataReference.CreateFromImage(built.Image));
        return this;
    }

    public CSharpCompilation Compilation() =>
        CSharpCompilation.Create(
            Assembly,
            _trees,
            _references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                generalDiagnosticOption: ReportDiagnostic.Error,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions:
                [
                    new("CS1591", ReportDiagnostic.Suppress),
                    new("CS1701", ReportDiagnostic.Suppress),
                ]
            )
        );

    public GeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create(
            [
                new HandlerTableGenerator().AsSourceGenerator(),
                new CallGenerator().AsSourceGenerator(),
                new BehaviorGenerator().AsSourceGenerator(),
                new ManifestGenerator().AsSourceGenerator(),
            ],
            parseOptions: Options,
            optionsProvider: new BuildProperties(RootNamespace),
            driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true)
        );

    public Built Run()
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compilation(), out var full, out var reported);
        Assert.Empty(reported);
        var image = new MemoryStream();
        var emitted = full.Emit(image);
        var sources = driver.GetRunResult().Results.SelectMany(result => result.GeneratedSources).ToArray();
        Assert.True(
            emitted.Success && emitted.Diagnostics.All(found => found.Severity < DiagnosticSeverity.Warning),
            string.Join("\n", emitted.Diagnostics)
                + "\n"
                + string.Join("\n", sources.Select(source => source.SourceText))
        );
        return new Built(
            image.ToArray(),
            sources.ToDictionary(source => source.HintName, source => source.SourceText.ToString())
        );
    }
}

/// <summary>What a build made.</summary>
internal sealed record Built(byte[] Image, Dictionary<string, string> Sources)
{
    private Assembly? _assembly;

    public Assembly Assembly => _assembly ??= System.Reflection.Assembly.Load(Image);

    public string Calls =>
        string.Concat(Sources.Where(source => source.Key.Contains("Calls")).Select(source => source.Value));

    /// <summary>Runs <c>static async Task&lt;string&gt; Main()</c> of class App.</summary>
    public async Task<string> RunAsync() =>
        await (Task<string>)Assembly.GetType("App", throwOnError: true)!.GetMethod("Main")!.Invoke(null, [])!;
}

internal sealed class BuildProperties(string? rootNamespace) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Properties(rootNamespace);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Properties(string? rootNamespace) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(
            string key,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value
        )
        {
            value = key == "build_property.RootNamespace" ? rootNamespace : null;
            return value is not null;
        }
    }
}
