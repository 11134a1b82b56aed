using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Closes the behaviors that a compilation adds over the messages that it can name, and composes them.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class BehaviorGenerator : IIncrementalGenerator
{
    internal const int BucketSize = 32;
    private const int MostGroups = 8;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var recall = new Recall<AddModel>(Sheets.OfMembers);
        var memory = new TableMemory();
        var adds = context
            .SyntaxProvider.CreateSyntaxProvider(
                (node, _) => AddReader.IsCandidate(node),
                (node, cancellationToken) => recall.Read(AddReader.Read, node, cancellationToken)
            )
            .Where(add => add is not null)
            .Select((add, _) => add!)
            .WithTrackingName("Adds")
            .Collect();
        var table = adds.Select((all, _) => PlanOf(all))
            .WithTrackingName("Plan")
            .Combine(context.CompilationProvider)
            .Select((pair, _) => memory.Read(pair.Left, pair.Right))
            .WithTrackingName("BehaviorTable");
        var buckets = table.SelectMany((all, _) => BucketsOf(all)).WithTrackingName("BehaviorBuckets");
        var head = table
            .Select(
                (all, _) => all is null ? null : new HeadModel(all.Class, all.Messages.Select(m => m.Key).ToEquatable())
            )
            .WithTrackingName("BehaviorKeys");

        context.RegisterSourceOutput(
            head,
            (output, model) =>
            {
                if (model is not null)
                    output.AddSource($"CqrsKit.{model.Class}.g.cs", BehaviorTableText.Of(model));
            }
        );
        context.RegisterSourceOutput(
            buckets,
            (output, bucket) =>
                output.AddSource($"CqrsKit.{bucket.Class}.{bucket.Number}.g.cs", BehaviorTableText.Of(bucket))
        );
        context.RegisterSourceOutput(
            adds.Combine(head),
            (output, pair) =>
            {
                if (pair.Right is { } model)
                    output.AddSource("CqrsKit.Behaviors.g.cs", AddText.Of(pair.Left, model.Class));
            }
        );
    }

    /// <summary>
    /// The calls of one member make one pipeline; and where several members have some, all of them may make one together.
    /// </summary>
    private static PlanModel PlanOf(ImmutableArray<AddModel> adds)
    {
        var groups = adds.GroupBy(add => (add.File, add.Group))
            .OrderBy(group => group.Key.File, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Group)
            .Select(group => ListOf(group.OrderBy(add => add.Position)))
            .ToArray();
        var together = groups.SelectMany(group => group).Distinct(StringComparer.Ordinal).ToEquatable();
        return new PlanModel(
            together.Count == 0 ? default : groups.Distinct().Take(MostGroups).Append(together).Distinct().ToEquatable()
        );
    }

    private static EquatableArray<string> ListOf(IEnumerable<AddModel> adds) =>
        adds.Select(add => add.Class).Distinct(StringComparer.Ordinal).ToEquatable();

    private static IEnumerable<BehaviorBucketModel> BucketsOf(BehaviorTableModel? table)
    {
        for (var at = 0; at < table?.Messages.Count; at += BucketSize)
            yield return new BehaviorBucketModel(
                table.Class,
                at / BucketSize,
                table.Messages.Skip(at).Take(BucketSize).ToEquatable()
            );
    }
}
