using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using CqrsKit.Generator.Tables;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Docs.Tests;

/// <summary>Compiles a program, with what is generated for it, against everything that the tests themselves run on.</summary>
internal static class Compiler
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "CqrsKit*.dll"))
            .Where(path => Path.GetFileName(path) != "CqrsKit.Generator.dll")
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What a project's compiler runs besides: the JSON contexts' generator, and ours.</summary>
    private static readonly ISourceGenerator[] Generators =
    [
        .. new[]
        {
            typeof(HandlerTableGenerator).Assembly,
            Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, "System.Text.Json.SourceGeneration.dll")),
        }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IIncrementalGenerator)))
            .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
    ];

    /// <summary>Compiles a program as an assembly of that name, which is loaded beside others of the same name.</summary>
    public static Assembly Compile(string name, string program)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(program)],
            References,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                specificDiagnosticOptions:
                [
                    new("CS8019", ReportDiagnostic.Suppress), // a page need not use every using that it inherits
                    new("CS1701", ReportDiagnostic.Suppress), // assemblies built for an earlier framework
                    new("CS1702", ReportDiagnostic.Suppress),
                    new("CS1591", ReportDiagnostic.Suppress),
                ]
            )
        );
        CSharpGeneratorDriver
            .Create(Generators)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var image = new MemoryStream();
        var result = generated.Emit(image);
        if (!result.Success)
        {
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException(string.Join(Environment.NewLine, errors.Select(Describe)));
        }

        image.Position = 0;
        return new AssemblyLoadContext(name).LoadFromStream(image);
    }

    private static string Describe(Diagnostic error)
    {
        var place = error.Location.GetMappedLineSpan();
        return $"{place.Path}:{place.StartLinePosition.Line + 1}: {error.GetMessage(CultureInfo.InvariantCulture)}";
    }
}
