using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CqrsKit.Generator.Tests.Generation;

/// <summary>An edit redoes what it changes, and nothing else.</summary>
public sealed class IncrementalTests
{
    private static readonly string[] Steps =
    [
        "Types",
        "Closed",
        "Name",
        "Ordered",
        "Table",
        "Buckets",
        "Calls",
        "Files",
    ];

    private const string Handlers = """
        [assembly: ClosedHandler(typeof(Open<int>))]
        public sealed record Ping(int Value) : ICommand<int>;
        public sealed record Wrap<T> : ICommand;
        [EventName("done")] public sealed record Done : IEvent;
        internal sealed class PingHandler(Version version) : ICommandHandler<Ping, int>
        {
            public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(version.Major);
        }
        internal sealed class Open<T> : ICommandHandler<Wrap<T>>
        {
            public ValueTask HandleAsync(Wrap<T> command, CancellationToken cancellationToken) => default;
        }
        """;

    private const string Calls = """
        public static class Calling
        {
            public static ValueTask<int> SendAsync(ICommandDispatcher commands) => commands.SendAsync(new Ping(1));
        }
        """;

    private const string Other = """
        public static class Other
        {
            public static ValueTask<int> SendAsync(ICommandDispatcher commands) => commands.SendAsync(new Ping(2));
            public static int Unrelated() => 1;
        }
        """;

    [Fact]
    public void An_unrelated_edit_redoes_nothing()
    {
        var after = RunTwice("Plain.cs", "public static class Plain { public static int Value() => 2; }");

        Assert.Equal(Steps.Order(), after.Keys.Where(Steps.Contains).Order());
        foreach (var step in Steps)
            Assert.All(after[step], reason => Assert.True(IsKept(reason), $"{step} is {reason}"));
        Assert.All(after["Outputs"], reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_in_a_handlers_body_leaves_the_table_as_it_is()
    {
        var after = RunTwice("Handlers.cs", Handlers.Replace("version.Major", "version.Minor + 1"));

        foreach (var step in Steps)
            Assert.All(after[step], reason => Assert.True(IsKept(reason), $"{step} is {reason}"));
        Assert.All(after["Outputs"], reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_edit_in_a_file_with_calls_redoes_the_interceptors_of_that_file_alone()
    {
        var after = RunTwice("Other.cs", Other.Replace("=> 1", "=> 2"));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Unchanged],
            after["Files"].OrderBy(reason => reason == IncrementalStepRunReason.Unchanged)
        );
        Assert.All(after["Buckets"].Concat(after["Table"]), reason => Assert.True(IsKept(reason)));
        Assert.Single(after["Outputs"], reason => reason != IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_new_constructor_parameter_redoes_the_rows_but_not_the_keys()
    {
        var after = RunTwice("Handlers.cs", Handlers.Replace("(Version version)", "(Version version, Uri uri)"));

        Assert.Contains(IncrementalStepRunReason.Modified, after["Buckets"]);
        Assert.All(after["Table"], reason => Assert.Equal(IncrementalStepRunReason.Unchanged, reason));
    }

    [Fact]
    public void No_step_keeps_syntax_symbols_or_compilations()
    {
        var build = Source();
        var steps = build
            .Driver()
            .RunGenerators(build.Compilation())
            .GetRunResult()
            .Results.SelectMany(result => result.TrackedSteps)
            .Where(step => Steps.Contains(step.Key))
            .SelectMany(step => step.Value)
            .SelectMany(step => step.Outputs)
            .Select(output => output.Value);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);

        foreach (var value in steps)
            Visit(value, seen);
        Assert.True(seen.Count > 20);
    }

    private static Build Source() =>
        new Build()
            .File(Handlers, "Handlers.cs")
            .File(Calls, "Calls.cs")
            .File(Other, "Other.cs")
            .File("public static class Plain { public static int Value() => 1; }", "Plain.cs");

    private static bool IsKept(IncrementalStepRunReason reason) =>
        reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static Dictionary<string, IncrementalStepRunReason[]> RunTwice(string file, string edited)
    {
        var build = Source();
        var before = build.Compilation();
        var old = before.SyntaxTrees.Single(tree => tree.FilePath == file);
        var after = before.ReplaceSyntaxTree(
            old,
            CSharpSyntaxTree.ParseText(Build.Usings + edited, build.Options, file, old.Encoding)
        );
        Assert.NotEqual(old.ToString(), after.SyntaxTrees.Single(tree => tree.FilePath == file).ToString());

        var results = build.Driver().RunGenerators(before).RunGenerators(after).GetRunResult().Results;
        var steps = results
            .SelectMany(result => result.TrackedSteps)
            .GroupBy(step => step.Key, step => step.Value)
            .ToDictionary(step => step.Key, step => Reasons(step.SelectMany(runs => runs)));
        steps["Outputs"] = Reasons(
            results.SelectMany(result => result.TrackedOutputSteps.Values).SelectMany(runs => runs)
        );
        return steps;
    }

    private static IncrementalStepRunReason[] Reasons(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        [.. steps.SelectMany(step => step.Outputs).Select(output => output.Reason)];

    private static void Visit(object? value, HashSet<object> seen)
    {
        if (
            value is null
            || value is string
            || value.GetType().IsPrimitive
            || value.GetType().IsEnum
            || !seen.Add(value)
        )
            return;
        Assert.False(
            value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location,
            $"{value.GetType()} is kept"
        );
        if (value is System.Collections.IEnumerable items)
        {
            foreach (var item in items)
                Visit(item, seen);
            return;
        }

        foreach (
            var property in value
                .GetType()
                .GetProperties()
                .Where(property => property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract")
        )
            Visit(property.GetValue(value), seen);
    }
}
