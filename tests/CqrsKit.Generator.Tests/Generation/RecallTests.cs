using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CqrsKit.Generator.Tests.Generation;

/// <summary>What is remembered of unchanged files holds only while nothing that they depend on has changed.</summary>
public sealed class RecallTests
{
    [Fact]
    public void After_any_edit_the_output_is_that_of_a_fresh_run()
    {
        (string File, string Text)[] edits =
        [
            ("Shared.cs", "public record Ping : ICommand<long>;"),
            ("Shared.cs", "public record Ping : ICommand<int>; public class Parent;"),
            ("Shared.cs", "public sealed record Ping : ICommand<int>; public class Parent : IEvent;"),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent : ICommandHandler<Ping, int> { public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(1); }"
            ),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent { public required int Needed { get; set; } }"
            ),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent { public const string Key = \"a\"; public static ICommandDispatcher Get() => null!; }"
            ),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent { public const string Key = \"b\"; public static CommandDispatcher Get() => null!; }"
            ),
            (
                "Child.cs",
                "#nullable disable\npublic class Child([FromKeyedServices(Parent.Key)] Uri uri) : Parent, ICommandHandler<Ping, int> { public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(2); }"
            ),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent { public const string Key = \"c\"; public static ICommandDispatcher Get() { return null!; } }"
            ),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent { public const string Key = \"c\"; public static ICommandDispatcher Get() { return null!; } } public class Version;"
            ),
            (
                "Shared.cs",
                "public class Outer { public sealed record Ping : ICommand<int>; } public class Parent { public static ICommandDispatcher Get() { return null!; } }"
            ),
            (
                "Shared.cs",
                "public sealed record Ping : ICommand<int>; public class Parent { public static ICommandDispatcher Get() { return null!; } }"
            ),
        ];
        var build = new Build()
            .File(edits[0].Text, "Shared.cs")
            .File(
                "public class Child(Version version) : Parent, ICommandHandler<Ping, int> { public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(2); }",
                "Child.cs"
            )
            .File(
                "public static class Sender { public static object Send() => Parent.Get().SendAsync(new Ping()); }",
                "Sender.cs"
            );
        Assert.True(Outputs(build, edits).Count >= 7);
    }

    /// <summary>The file with the calls stays as it is, and names neither message.</summary>
    [Fact]
    public void What_an_unchanged_file_means_follows_every_name_in_between()
    {
        const string Messages =
            "public sealed record Ping : ICommand<int>; public sealed record Pong : ICommand<int>; public record Far(Ping Inner);";
        (string File, string Text)[] edits =
        [
            ("Messages.cs", Messages.Replace("sealed record Ping", "record Ping")),
            ("Messages.cs", Messages),
            ("Messages.cs", Messages.Replace("(Ping Inner)", "(Pong Inner)")),
            ("Factory.cs", "public static class Factory { public static Pong Make() => new(); }"),
            ("Factory.cs", "using M = Ping;\npublic static class Factory { public static M Make() => new(); }"),
            ("Factory.cs", "using M = Pong;\npublic static class Factory { public static M Make() => new(); }"),
            ("Parts.cs", Parts("Ping", "Pong", "Ping", "Ping")),
            ("Parts.cs", Parts("Ping", "Ping", "Pong", "Ping")),
            ("Parts.cs", Parts("Ping", "Ping", "Ping", "Pong")),
            ("Parts.cs", Parts("Pong", "Ping", "Ping", "Pong")),
            ("Plain.cs", "namespace Near { public sealed record Ping : ICommand<int>; }"),
            ("Plain.cs", "public class Plain { public "),
            ("Plain.cs", "namespace Near { public static class Factory { public static Ping Make() => new(); } }"),
        ];
        var build = new Build()
            .File(Messages, "Messages.cs")
            .File("public static class Factory { public static Ping Make() => new(); }", "Factory.cs")
            .File(Parts("Ping", "Ping", "Ping", "Ping"), "Parts.cs")
            .File("public class Plain;", "Plain.cs")
            .File(
                """
                namespace Near
                {
                    public static class Sender
                    {
                        public static void Send(ICommandDispatcher commands, Holder holder)
                        {
                            commands.SendAsync(Factory.Make());
                            commands.SendAsync(holder.Held);
                            commands.SendAsync(holder[0]);
                            commands.SendAsync(1.Made());
                            commands.SendAsync(Source.All.Inner);
                            foreach (var item in holder)
                                commands.SendAsync(item);
                        }
                    }
                }
                """,
                "Sender.cs"
            );

        Assert.True(Outputs(build, edits).Count >= 9);

        static string Parts(string held, string indexed, string made, string items) =>
            $$"""
                public class Held<T> { public T Held => default!; }
                public class Holder : Held<{{held}}>
                {
                    public {{indexed}} this[int index] => null!;
                    public IEnumerator<{{items}}> GetEnumerator() => null!;
                }
                public static class Making { public static {{made}} Made(this int number) => null!; }
                public static class Source { public static Far All => null!; }
                """;
    }

    /// <summary>The different outputs after each of the edits; a driver that goes on says the same as a fresh one.</summary>
    private static HashSet<string> Outputs(Build build, (string File, string Text)[] edits)
    {
        CSharpCompilation compilation = build.Compilation();
        var driver = build.Driver().RunGenerators(compilation);
        var seen = new HashSet<string>();
        foreach (var (file, text) in edits)
        {
            var old = compilation.SyntaxTrees.Single(tree => tree.FilePath == file);
            compilation = compilation.ReplaceSyntaxTree(
                old,
                CSharpSyntaxTree.ParseText(Build.Usings + text, build.Options, file, old.Encoding)
            );
            driver = driver.RunGenerators(compilation);

            Assert.Equal(TextOf(build.Driver().RunGenerators(compilation)), TextOf(driver));
            seen.Add(TextOf(driver));
        }

        return seen;
    }

    private static string TextOf(GeneratorDriver driver) =>
        string.Join(
            "\n",
            driver
                .GetRunResult()
                .Results.SelectMany(result => result.GeneratedSources)
                .Select(source => source.HintName + source.SourceText)
        );
}
