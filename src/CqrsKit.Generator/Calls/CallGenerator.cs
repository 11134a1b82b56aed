using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Calls;

/// <summary>Intercepts the calls of dispatchers, where the build allows it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CallGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var recall = new Recall<CallModel>(Sheets.OfMembers);
        var calls = context
            .SyntaxProvider.CreateSyntaxProvider(
                (node, _) => CallReader.IsCandidate(node),
                (node, cancellationToken) => recall.Read(CallReader.Read, node, cancellationToken)
            )
            .Where(call => call is not null)
            .Select((call, _) => call!)
            .WithTrackingName("Calls");
        var files = calls.Collect().SelectMany((all, _) => FilesOf(all)).WithTrackingName("Files");

        context.RegisterImplementationSourceOutput(
            files,
            (output, file) => output.AddSource($"CqrsKit.Calls.{file.Name}.g.cs", CallText.Of(file))
        );
    }

    /// <summary>Files of the same name are told apart by a number, not by their folders, which differ by machine.</summary>
    private static IEnumerable<FileModel> FilesOf(ImmutableArray<CallModel> calls) =>
        calls
            .GroupBy(call => call.File, StringComparer.Ordinal)
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .GroupBy(file => NameOf(file.Key), StringComparer.OrdinalIgnoreCase)
            .SelectMany(same =>
                same.Select(
                    (file, index) => new FileModel($"{same.Key}{(index == 0 ? "" : $".{index}")}", file.ToEquatable())
                )
            );

    private static string NameOf(string path)
    {
        var letters = Path.GetFileNameWithoutExtension(path)
            .Select(letter => letter < 128 && (char.IsLetterOrDigit(letter) || letter == '_') ? letter : '_');
        return string.Concat(letters);
    }
}
