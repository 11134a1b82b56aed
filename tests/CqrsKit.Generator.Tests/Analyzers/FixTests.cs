using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.CodeFixes;
using CqrsKit.Generator.Tests.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace CqrsKit.Generator.Tests.Analyzers;

/// <summary>A fix leaves code that compiles, and that its rule has nothing more to say about.</summary>
public sealed class FixTests
{
    private const string Handler =
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) { $ } private static Task Slow(int n = 0, CancellationToken cancellationToken = default) => Task.Delay(n, cancellationToken); }";

    [Theory]
    [InlineData("CQRS008", "await Task.Yield(); return Task.FromResult(1).Result;", "return await Task.FromResult(1);")]
    [InlineData(
        "CQRS008",
        "await Task.Yield(); return Task.FromResult(\"a\").GetAwaiter().GetResult().Length;",
        "return (await Task.FromResult(\"a\")).Length;"
    )]
    [InlineData(
        "CQRS008",
        "await Task.Yield(); Slow(1, cancellationToken).Wait(); return 1;",
        "await Slow(1, cancellationToken);"
    )]
    [InlineData("CQRS009", "await Task.Delay(1); return 1;", "Task.Delay(1, cancellationToken)")]
    [InlineData("CQRS009", "await Slow(n: 1); return 1;", "Slow(n: 1, cancellationToken: cancellationToken)")]
    public Task A_handlers_body_is_mended(string id, string body, string expected) =>
        MendsAsync(id, Handler.Replace("$", body, StringComparison.Ordinal), expected);

    [Fact]
    public Task A_settable_property_becomes_init() =>
        MendsAsync(
            "CQRS010",
            "public sealed class Q : IQuery<int> { public int Page { get; set; } }",
            "{ get; init; }"
        );

    [Fact]
    public Task An_event_gets_a_name_of_its_types() =>
        MendsAsync(
            "CQRS011",
            "/// <summary>Sent.</summary>\npublic sealed record OrderShippedToEU(string Id) : IEvent;",
            "[CqrsKit.Events.EventName(\"order-shipped-to-eu\")]"
        );

    private static async Task MendsAsync(string id, string source, string expected)
    {
        using var workspace = new AdhocWorkspace();
        var compilation = new Build().File(source).Compilation();
        var project = workspace.AddProject(
            ProjectInfo
                .Create(ProjectId.CreateNewId(), VersionStamp.Default, "Shop", "Contoso.Shop", LanguageNames.CSharp)
                .WithMetadataReferences(compilation.References)
                .WithParseOptions(new Build().Options)
                .WithCompilationOptions(compilation.Options)
        );
        var document = project.AddDocument("Program.cs", compilation.SyntaxTrees.Single().ToString());
        var found = (await Findings.OfAsync((await document.Project.GetCompilationAsync())!)).First(one =>
            one.Id == id
        );
        CodeAction? action = null;
        foreach (
            var fixer in new CodeFixProvider[] { new MessageFixes(), new BodyFixes() }.Where(fixer =>
                fixer.FixableDiagnosticIds.Contains(id)
            )
        )
            await fixer.RegisterCodeFixesAsync(
                new CodeFixContext(document, found, (fix, _) => action ??= fix, CancellationToken.None)
            );

        Assert.NotNull(action);
        var applied = (await action.GetOperationsAsync(CancellationToken.None))
            .OfType<ApplyChangesOperation>()
            .Single();
        var mended = applied.ChangedSolution.GetDocument(document.Id)!;

        Assert.Contains(expected, (await mended.GetTextAsync()).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(
            await Findings.OfAsync((await mended.Project.GetCompilationAsync())!),
            one => one.Id == id
        );
    }
}
