using System;
using System.Linq;
using System.Text.RegularExpressions;
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
public sealed partial class FixTests
{
    private const string Handler =
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) { $ } private static Task Slow(int n = 0, CancellationToken cancellationToken = default) => Task.Delay(n, cancellationToken); }";

    private static readonly CodeFixProvider[] Fixers =
    [
        new BodyFixes(),
        new HandlerFixes(),
        new MessageFixes(),
        new SetupFixes(),
    ];

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
    [InlineData("CQRS009", "await Slow(); return 1;", "Slow(cancellationToken: cancellationToken)")]
    [InlineData(
        "CQRS008",
        "await Task.Yield(); Task.WaitAll(Slow(1, cancellationToken), Slow(2, cancellationToken)); return 1;",
        "await Task.WhenAll(Slow(1, cancellationToken), Slow(2, cancellationToken));"
    )]
    [InlineData(
        "CQRS008",
        "Func<Task<int>> later = async () => Task.FromResult(await Task.FromResult(1)).Result; return await later();",
        "async () => await Task.FromResult(await Task.FromResult(1));"
    )]
    public Task A_handlers_body_is_mended(string id, string body, string expected) =>
        MendsAsync(id, Handler.Replace("$", body, StringComparison.Ordinal), expected);

    [Theory]
    [InlineData(
        "=> new(Task.FromResult(1).Result);",
        "async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => await Task.FromResult(1);"
    )]
    [InlineData("{ var one = Task.FromResult(1).Result; return ValueTask.FromResult(one); }", "return one;")]
    [InlineData(
        "{ Slow().Wait(); return new ValueTask<int>(Task.FromResult(2)); }",
        "return await Task.FromResult(2);"
    )]
    [InlineData("{ Slow().Wait(); return Later(); }", "return await Later();")]
    [InlineData(
        "{ Slow().Wait(); Func<ValueTask<int>> other = () => { return Later(); }; return other(); }",
        "() => { return Later(); }; return await other();"
    )]
    public Task A_method_that_blocks_becomes_async(string body, string expected) =>
        MendsAsync(
            "CQRS008",
            $"public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> {{ public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) {body} private static Task Slow() => Task.CompletedTask; private static ValueTask<int> Later() => new(1); }}",
            expected
        );

    [Fact]
    public Task A_method_without_result_becomes_async() =>
        MendsAsync(
            "CQRS008",
            "public sealed record C : ICommand; public sealed class CH : ICommandHandler<C> { public ValueTask HandleAsync(C command, CancellationToken cancellationToken) { if (Task.FromResult(1).Result > 1) return ValueTask.CompletedTask; return new(Task.Delay(1, cancellationToken)); } }",
            "await Task.Delay(1, cancellationToken);"
        );

    [Fact]
    public Task A_lambda_that_is_not_async_is_left_to_a_person() =>
        NobodyMendsAsync(
            "CQRS008",
            Handler.Replace(
                "$",
                "Func<int> now = () => Task.FromResult(1).Result; await Task.Yield(); return now();",
                StringComparison.Ordinal
            )
        );

    [Theory]
    [InlineData("class Q : IQuery<int> { public int Page { get; set; } }", "{ get; init; }")]
    [InlineData("class Q : IQuery<int> { public int Page = 1; }", "public int Page { get; init; } = 1;")]
    [InlineData("record Q(List<int> Ids) : IQuery<int>;", "Q(IReadOnlyList<int> Ids)")]
    [InlineData(
        "record Q(IDictionary<string, List<int>>? Ids) : IQuery<int>;",
        "Q(IReadOnlyDictionary<string, List<int>>? Ids)"
    )]
    [InlineData(
        "class Q : IQuery<int> { public System.Collections.Generic.List<int> Ids { get; set; } = new(); }",
        "public IReadOnlyList<int> Ids { get; init; } = new System.Collections.Generic.List<int>();"
    )]
    [InlineData(
        "class Q : IQuery<int> { public HashSet<int> Ids { get; } = []; }",
        "public IReadOnlySet<int> Ids { get; } = new HashSet<int>();"
    )]
    [InlineData(
        "class Q : IQuery<int> { public List<int> Ids { get; init; } = []; }",
        "public IReadOnlyList<int> Ids { get; init; } = [];"
    )]
    public Task A_member_of_a_message_becomes_read_only(string message, string expected) =>
        MendsAsync("CQRS010", $"public sealed {message}", expected);

    [Fact]
    public Task A_singleton_that_captures_becomes_scoped() =>
        MendsAsync(
            "CQRS007",
            "public sealed record C : ICommand<int>; [HandlerLifetime(HandlerLifetime.Singleton)] public sealed class CH(MessageContext context) : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(context.Tenant.Length); }",
            "[HandlerLifetime(HandlerLifetime.Scoped)]"
        );

    [Theory]
    [InlineData(
        "CH { public CH() { } public CH(IServiceProvider services) { }",
        "[ActivatorUtilitiesConstructor] public CH(IServiceProvider services)"
    )]
    [InlineData(
        "CH(IServiceProvider services) { public CH() : this(null!) { } public IServiceProvider Services => services;",
        "[method: ActivatorUtilitiesConstructor]"
    )]
    public Task The_longest_constructor_is_marked(string handler, string expected) =>
        MendsAsync(
            "CQRS013",
            $"public sealed record C : ICommand<int>;\npublic sealed class {handler.Replace("CH {", "CH : ICommandHandler<C, int> {").Replace("services) { public", "services) : ICommandHandler<C, int> { public")} public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(1); }}",
            expected
        );

    [Theory]
    [InlineData("public static class Outer { private sealed class CH", "internal sealed class CH")]
    [InlineData("file sealed class CH", "internal sealed class CH")]
    [InlineData("public static class Outer { sealed class CH", "internal sealed class CH")]
    public Task A_hidden_handler_becomes_internal(string declaration, string expected) =>
        MendsAsync(
            "CQRS101",
            $"public sealed record C : ICommand<int>; {declaration} : ICommandHandler<C, int> {{ public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(1); }} {(declaration.Contains('{') ? "}" : "")}",
            expected
        );

    [Theory]
    [InlineData("record Lost : ICommand<string?>", "sealed class LostHandler : ICommandHandler<Lost, string?>")]
    [InlineData(
        "record Lost : ICommand",
        "public ValueTask HandleAsync(Lost command, CancellationToken cancellationToken)"
    )]
    [InlineData("record Lost : IQuery<int>", "sealed class LostHandler : IQueryHandler<Lost, int>")]
    [InlineData(
        "record Lost : IStreamQuery<int>",
        "public IAsyncEnumerable<int> HandleAsync(Lost query, CancellationToken cancellationToken)"
    )]
    public Task A_missing_handler_is_written(string message, string expected) =>
        MendsAsync("CQRS001", $"public sealed {message};\n" + App("services.AddCqrsKit(kit => { })"), expected);

    [Theory]
    [InlineData("kit => kit.AddBehavior<H>()", "kit => { }")]
    [InlineData("kit => kit.AddBehavior<H>().UseInMemory()", "kit => kit.UseInMemory()")]
    [InlineData("kit => kit.UseInMemory().AddBehavior(typeof(H))", "kit => kit.UseInMemory()")]
    [InlineData("kit => { kit.UseInMemory(); kit.AddBehavior<H>(); }", "kit.UseInMemory(); }")]
    public Task A_behavior_that_never_applies_is_taken_out(string configure, string expected) =>
        MendsAsync(
            "CQRS004",
            "public sealed record Do : ICommand<int>; public sealed class DoHandler : ICommandHandler<Do, int> { public ValueTask<int> HandleAsync(Do command, CancellationToken cancellationToken) => new(1); } public sealed class H : IBeforeHook<string> { public ValueTask BeforeAsync(string message, CancellationToken cancellationToken) => default; }\n"
                + App($"services.AddCqrsKit({configure})"),
            expected
        );

    [Fact]
    public Task A_type_that_a_json_context_lacks_is_added() =>
        MendsAsync(
            "CQRS015",
            "[EventName(\"done\")] public sealed record Done(string Key) : IEvent;\n"
                + "public sealed class Json : System.Text.Json.Serialization.JsonSerializerContext { private Json() : base(null) { } public static Json Default { get; } = new(); protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null; public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null; }\n"
                + App("services.AddCqrsKit(kit => kit.UseJson(Json.Default))"),
            "[System.Text.Json.Serialization.JsonSerializable(typeof(Done))] public sealed class Json"
        );

    [Fact]
    public Task An_event_gets_a_name_of_its_types() =>
        MendsAsync(
            "CQRS011",
            "/// <summary>Sent.</summary>\npublic sealed record OrderShippedToEU(string Id) : IEvent;",
            "/// <summary>Sent.</summary> [EventName(\"order-shipped-to-eu\")] public sealed record"
        );

    private static string App(string setup) =>
        $"public static class App {{ public static void Run(IServiceCollection services) => {setup}; }}";

    private static async Task MendsAsync(string id, string source, string expected)
    {
        using var workspace = new AdhocWorkspace();
        var document = Open(workspace, source);
        var action = await FixOfAsync(document, id);

        Assert.NotNull(action);
        var applied = (await action.GetOperationsAsync(CancellationToken.None))
            .OfType<ApplyChangesOperation>()
            .Single();
        var mended = applied.ChangedSolution.GetDocument(document.Id)!;

        var text = OneLine().Replace((await mended.GetTextAsync()).ToString(), " ");
        Assert.True(text.Contains(expected, StringComparison.Ordinal), $"{expected} is not in\n{text}");
        Assert.DoesNotContain(
            await Findings.OfAsync((await mended.Project.GetCompilationAsync())!),
            one => one.Id == id
        );
    }

    private static async Task NobodyMendsAsync(string id, string source)
    {
        using var workspace = new AdhocWorkspace();

        Assert.Null(await FixOfAsync(Open(workspace, source), id));
    }

    private static Document Open(AdhocWorkspace workspace, string source)
    {
        var compilation = new Build().File(source).Compilation();
        return workspace
            .AddProject(
                ProjectInfo
                    .Create(ProjectId.CreateNewId(), VersionStamp.Default, "Shop", "Contoso.Shop", LanguageNames.CSharp)
                    .WithMetadataReferences(compilation.References)
                    .WithParseOptions(new Build().Options)
                    .WithCompilationOptions(compilation.Options)
            )
            .AddDocument("Program.cs", compilation.SyntaxTrees.Single().ToString());
    }

    private static async Task<CodeAction?> FixOfAsync(Document document, string id)
    {
        var found = (await Findings.OfAsync((await document.Project.GetCompilationAsync())!)).First(one =>
            one.Id == id
        );
        CodeAction? action = null;
        foreach (var fixer in Fixers.Where(fixer => fixer.FixableDiagnosticIds.Contains(id)))
            await fixer.RegisterCodeFixesAsync(
                new CodeFixContext(document, found, (fix, _) => action ??= fix, CancellationToken.None)
            );
        return action;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex OneLine();
}
