using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Tables;

/// <summary>Writes the table of an assembly's handlers and events.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class HandlerTableGenerator : IIncrementalGenerator
{
    internal const string ClosedHandler = "CqrsKit.Dispatch.ClosedHandlerAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var recall = new Recall<TypeModel>(Sheets.OfTypes);
        var declared = context
            .SyntaxProvider.CreateSyntaxProvider(
                (node, _) => TypeReader.IsCandidate(node),
                (node, cancellationToken) => recall.Read(TypeReader.Read, node, cancellationToken)
            )
            .Where(type => type is not null)
            .Select((type, _) => type!)
            .WithTrackingName("Types");
        var closed = context
            .SyntaxProvider.ForAttributeWithMetadataName(
                ClosedHandler,
                (_, _) => true,
                (attributes, _) => TypeReader.ReadClosed(attributes).ToEquatable()
            )
            .SelectMany((types, _) => types)
            .WithTrackingName("Closed");
        var root = context.AnalyzerConfigOptionsProvider.Select((options, _) => TableNames.RootOf(options));
        var name = context
            .CompilationProvider.Combine(root)
            .Select((pair, _) => TableNames.Of(pair.Left, pair.Right))
            .WithTrackingName("Name");
        var types = declared
            .Collect()
            .Combine(closed.Collect())
            .Select((pair, _) => Ordered(pair.Left, pair.Right))
            .WithTrackingName("Ordered");
        var table = types.Combine(name).Select((pair, _) => TableOf(pair.Left, pair.Right)).WithTrackingName("Table");
        var buckets = types
            .Combine(name)
            .SelectMany((pair, _) => BucketsOf(pair.Left, pair.Right))
            .WithTrackingName("Buckets");

        context.RegisterSourceOutput(
            table,
            (output, model) =>
            {
                if (model.Messages.Count + model.Events.Count + model.EventTypes.Count > 0)
                    output.AddSource($"{model.Table.Class}.g.cs", TableText.Of(model));
            }
        );
        context.RegisterSourceOutput(
            buckets,
            (output, bucket) => output.AddSource($"{bucket.Table.Class}.{bucket.Name}.g.cs", TableText.Of(bucket))
        );
    }

    /// <summary>Each type once (a partial class has several declarations), in the order of the scan.</summary>
    private static EquatableArray<TypeModel> Ordered(
        ImmutableArray<TypeModel> declared,
        ImmutableArray<TypeModel> closed
    )
    {
        var types = new Dictionary<string, TypeModel>(StringComparer.Ordinal);
        foreach (var type in declared.Concat(closed))
            types[type.Order] = type;
        return types.Values.OrderBy(type => type.Order, StringComparer.Ordinal).ToEquatable();
    }

    private static TableModel TableOf(EquatableArray<TypeModel> types, TableName name) =>
        new(
            name,
            RowsOf(types, areEvents: false).Select(row => row.Face.Key).ToEquatable(),
            RowsOf(types, areEvents: true).Select(row => row.Face.Key).ToEquatable(),
            types.Where(type => type.IsEvent).Select(type => type.Name).ToEquatable()
        );

    private static IEnumerable<BucketModel> BucketsOf(EquatableArray<TypeModel> types, TableName name) =>
        Buckets(name, "Messages", RowsOf(types, areEvents: false))
            .Concat(Buckets(name, "Events", RowsOf(types, areEvents: true)));

    private static IEnumerable<BucketModel> Buckets(TableName table, string name, IEnumerable<RowModel> rows)
    {
        var all = rows.ToArray();
        for (var at = 0; at < all.Length; at += TableText.BucketSize)
            yield return new BucketModel(
                table,
                $"{name}{at / TableText.BucketSize}",
                all.Skip(at).Take(TableText.BucketSize).ToEquatable()
            );
    }

    private static IEnumerable<RowModel> RowsOf(EquatableArray<TypeModel> types, bool areEvents) =>
        from type in types
        let handler = type.Handler
        where handler is not null
        from face in handler.Faces
        where face.Kind == Key.Event == areEvents
        select new RowModel(type.Name, handler.Lifetime, handler.Arguments, face);
}
