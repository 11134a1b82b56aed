using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Zoo.Tests;

/// <summary>
/// Compiles an assembly of src with bugs in it. Only what they change is parsed anew, so that it takes a second.
/// </summary>
internal sealed class MutantCompiler
{
    private readonly string _name;
    private readonly CSharpParseOptions _parsing = new(LanguageVersion.Latest);
    private readonly CSharpCompilation _whole;

    public MutantCompiler(string name)
    {
        _name = name;
        _whole = CSharpCompilation.Create(
            name,
            Sources().Select(path => Parse(path, File.ReadAllText(path), _parsing)),
            References(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
    }

    /// <summary>The assembly with a bug.</summary>
    /// <exception cref="InvalidDataException">It does not compile.</exception>
    public byte[] Compile(Bug bug)
    {
        var compilation = _whole;
        foreach (var (shipped, changed) in TreesOf(bug))
            compilation = compilation.ReplaceSyntaxTree(shipped, changed);
        return Emit(compilation);
    }

    /// <summary>The assembly with several bugs: the first one is switched on by 1.</summary>
    /// <exception cref="InvalidDataException">It does not compile.</exception>
    public byte[] Compile(IReadOnlyList<Bug> bugs)
    {
        var boards = new Dictionary<SyntaxTree, Switchboard>();
        for (var i = 0; i < bugs.Count; i++)
        {
            foreach (var (shipped, changed) in TreesOf(bugs[i]))
            {
                if (!boards.TryGetValue(shipped, out var board))
                    boards.Add(shipped, board = new Switchboard(shipped));
                board.Add(i + 1, changed);
            }
        }

        var compilation = _whole.AddSyntaxTrees(Parse("ZooSwitch.cs", Switchboard.Source, _parsing));
        foreach (var (shipped, board) in boards)
            compilation = compilation.ReplaceSyntaxTree(
                shipped,
                CSharpSyntaxTree.Create(board.Merged(), _parsing, shipped.FilePath, Encoding.UTF8)
            );
        return Emit(compilation);
    }

    private List<(SyntaxTree Shipped, SyntaxTree Changed)> TreesOf(Bug bug)
    {
        var trees = new List<(SyntaxTree, SyntaxTree)>();
        var files = bug.Files();
        foreach (var tree in _whole.SyntaxTrees)
        {
            if (files.TryGetValue(tree.FilePath, out var changed))
                trees.Add((tree, Parse(tree.FilePath, changed, _parsing)));
            else if (bug.Constant is { } removed && tree.ToString().Contains(removed, StringComparison.Ordinal))
                trees.Add((tree, Parse(tree.FilePath, tree.ToString(), _parsing.WithPreprocessorSymbols(removed))));
        }

        return trees.Count > 0 ? trees : throw new InvalidDataException($"'{bug.Name}' changes nothing in {_name}.");
    }

    private byte[] Emit(CSharpCompilation compilation)
    {
        var driver = CSharpGeneratorDriver.Create(Generators(), parseOptions: _parsing);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var assembly = new MemoryStream();
        var result = generated.Emit(assembly);
        return result.Success
            ? assembly.ToArray()
            : throw new InvalidDataException(
                $"{_name} does not compile:{Environment.NewLine}{string.Join(Environment.NewLine, result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Take(20))}"
            );
    }

    private static SyntaxTree Parse(string path, string text, CSharpParseOptions parsing) =>
        CSharpSyntaxTree.ParseText(text, parsing, path, Encoding.UTF8);

    /// <summary>The project's own files, and the one in which the build says who its friends are.</summary>
    private IEnumerable<string> Sources()
    {
        var project = Path.Combine(Repository.Root, "src", _name);
        var built = Path.Combine(project, "obj");
        return Directory
            .EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(built, StringComparison.Ordinal))
            .Append(Path.Combine(built, Repository.Configuration, "net10.0", $"{_name}.AssemblyInfo.cs"))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>What these tests themselves run on, which is what the project is built against.</summary>
    private IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is var file && file != _name && !IsAbove(file))
            .Select(path => MetadataReference.CreateFromFile(path));

    private static bool IsAbove(string file) => file.StartsWith("CqrsKit.", StringComparison.Ordinal);

    /// <summary>The generators that the build says, each under the name of its class.</summary>
    private static ISourceGenerator[] Generators() =>
        [
            .. typeof(MutantCompiler)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Where(one => one.Key.EndsWith("Generator", StringComparison.Ordinal))
                .Select(one => Assembly.LoadFrom(one.Value!).GetType(one.Key, throwOnError: true)!)
                .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
        ];
}
