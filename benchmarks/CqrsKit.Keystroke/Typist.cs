using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Keystroke;

/// <summary>Types into one file of a project again and again, and measures what the generators of an assembly take each time.</summary>
internal sealed class Typist : IDisposable
{
    private static readonly CSharpParseOptions Options = new CSharpParseOptions(LanguageVersion.Latest).WithFeatures([
        new("InterceptorsNamespaces", "CqrsKit.Generated"),
    ]);

    private readonly Dictionary<string, SyntaxTree> _trees;
    private CSharpCompilation _compilation;
    private GeneratorDriver _driver;

    public Typist(string name, IReadOnlyDictionary<string, string> files, Assembly generators)
    {
        _trees = files.ToDictionary(file => file.Key, file => Parse(file.Value, file.Key));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        _compilation = CSharpCompilation.Create(
            "Shop",
            _trees.Values,
            platform,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        var found = generators
            .GetTypes()
            .Where(type => type.GetCustomAttribute<GeneratorAttribute>() is not null)
            .Select(type => Activator.CreateInstance(type)!)
            .Select(made =>
                made is IIncrementalGenerator incremental ? incremental.AsSourceGenerator() : (ISourceGenerator)made
            )
            .ToArray();
        _driver = CSharpGeneratorDriver
            .Create(found, parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(_compilation, out var full, out var diagnostics);
        var errors = full.GetDiagnostics()
            .Concat(diagnostics)
            .Where(found => found.Severity == DiagnosticSeverity.Error)
            .ToArray();
        if (errors.Length > 0 || full.SyntaxTrees.Count() == _trees.Count)
            throw new InvalidOperationException(
                $"{name} generated what does not compile, or nothing: {errors.FirstOrDefault()}"
            );
        Console.WriteLine(
            $"{name}: {found.Length} generators, {full.SyntaxTrees.Count() - _trees.Count} files generated"
        );
    }

    /// <summary>Types a number, or a parameter of that number, behind a mark in a file, and returns the milliseconds that the generators take for it.</summary>
    public double Type(string file, string mark, int number)
    {
        var old = _trees[file];
        var typed = mark == "/*here*/" ? $"{number} + " : $", int extra{number} = 0";
        var tree = Parse(old.ToString().Replace(mark, mark + typed, StringComparison.Ordinal), file);
        var edited = _compilation.ReplaceSyntaxTree(
            _compilation.SyntaxTrees.Single(known => known.FilePath == file),
            tree
        );
        // The editor binds what it shows; the declarations of the new compilation are there before a generator runs.
        _ = edited.GlobalNamespace.GetMembers();
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        _driver = _driver.RunGenerators(edited);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        _compilation = edited;
        return time;
    }

    public void Dispose() => _trees.Clear();

    private static SyntaxTree Parse(string text, string file) =>
        CSharpSyntaxTree.ParseText(text, Options, file, Encoding.UTF8);
}
