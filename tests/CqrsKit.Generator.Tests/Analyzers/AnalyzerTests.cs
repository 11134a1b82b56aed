using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Generator.Analyzers;
using CqrsKit.Generator.Tests.Generation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace CqrsKit.Generator.Tests.Analyzers;

/// <summary>Each rule on code that is wrong, and on the same code put right.</summary>
public sealed class AnalyzerTests
{
    private const string Rest = """

        public sealed class State { }
        [EventName("done")] public sealed record Done(string Key) : IEvent;
        public sealed record View(int Count);
        public sealed record Do : ICommand<int>;
        public sealed record Ask : IQuery<int>;
        public sealed class DoHandler : ICommandHandler<Do, int> { public ValueTask<int> HandleAsync(Do command, CancellationToken cancellationToken) => new(1); }
        public sealed class AskHandler : IQueryHandler<Ask, int> { public ValueTask<int> HandleAsync(Ask query, CancellationToken cancellationToken) => new(1); }
        """;

    private const string Main =
        "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => { $ }); }";

    [Theory]
    // 1: message without handler, only where a program is put together
    [InlineData("CQRS001", "public sealed record Lost : ICommand<int>;\n" + Main, "Lost")]
    [InlineData("", "public sealed record Lost : ICommand<int>;", "")]
    [InlineData("", "public sealed record Open<T> : ICommand<int>;\n" + Main, "")]
    // 2: several handlers
    [InlineData(
        "CQRS002",
        "public sealed class Other : ICommandHandler<Do, int> { public ValueTask<int> HandleAsync(Do command, CancellationToken cancellationToken) => new(2); }\n"
            + Main,
        "DoHandler, Other"
    )]
    // 3: another result
    [InlineData(
        "CQRS003",
        "public sealed record Both : ICommand<int>, ICommand<string>; public sealed class OnBoth : ICommandHandler<Both, int> { public ValueTask<int> HandleAsync(Both command, CancellationToken cancellationToken) => new(2); }\n"
            + Main,
        "System.String"
    )]
    // 4: a behavior that fits nothing
    [InlineData(
        "CQRS004",
        "public interface INever; public sealed class B<TMessage, TResult> : IPipelineBehavior<TMessage, TResult> where TMessage : INever { public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken) where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken); } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddBehavior(typeof(B<,>))); }",
        "B<,>"
    )]
    [InlineData(
        "CQRS004",
        "public sealed class H : IBeforeHook<string> { public ValueTask BeforeAsync(string message, CancellationToken cancellationToken) => default; } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddBehavior<H>()); }",
        "H"
    )]
    [InlineData(
        "",
        "public sealed class B<TMessage, TResult> : IPipelineBehavior<TMessage, TResult> where TMessage : ICommand<TResult> { public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken) where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken); } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddBehavior(typeof(B<,>))); }",
        ""
    )]
    [InlineData(
        "",
        "public sealed class H : IBeforeHook<object> { public ValueTask BeforeAsync(object message, CancellationToken cancellationToken) => default; } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddBehavior<H>()); }",
        ""
    )]
    // 5, 6: the two sides
    [InlineData(
        "CQRS005",
        "public sealed record Q : IQuery<int>; public sealed class QH(IRepository<State> states) : IQueryHandler<Q, int> { public async ValueTask<int> HandleAsync(Q query, CancellationToken cancellationToken) { await states.LoadAsync(\"a\", cancellationToken); return 1; } }",
        "IRepository<State>"
    )]
    [InlineData(
        "CQRS006",
        "public sealed record C : ICommand<int>; public sealed class CH(IReadStore<View> views) : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => (await views.GetAsync(\"a\", cancellationToken))?.Count ?? 0; }",
        "IReadStore<View>"
    )]
    [InlineData(
        "",
        "public sealed record Q : IQuery<int>; public sealed class QH(IReadStore<View> views) : IQueryHandler<Q, int> { public async ValueTask<int> HandleAsync(Q query, CancellationToken cancellationToken) => (await views.GetAsync(\"a\", cancellationToken))?.Count ?? 0; }",
        ""
    )]
    // 7: captive
    [InlineData(
        "CQRS007",
        "public sealed record C : ICommand<int>; [HandlerLifetime(HandlerLifetime.Singleton)] public sealed class CH(MessageContext context) : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(context.Tenant.Length); }",
        "MessageContext"
    )]
    [InlineData(
        "",
        "public sealed record C : ICommand<int>; [HandlerLifetime(HandlerLifetime.Scoped)] public sealed class CH(MessageContext context) : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(context.Tenant.Length); }",
        ""
    )]
    // 8: blocking
    [InlineData(
        "CQRS008",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(Task.FromResult(1).Result); }",
        "Task.FromResult(1).Result"
    )]
    [InlineData(
        "CQRS008",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(Task.FromResult(1).GetAwaiter().GetResult()); }",
        "GetResult"
    )]
    [InlineData(
        "",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => await Task.FromResult(1); }",
        ""
    )]
    // 9: the token
    [InlineData(
        "CQRS009",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) { await Task.Delay(1); return 1; } }",
        "Task.Delay(1)"
    )]
    [InlineData(
        "CQRS009",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) { await Slow(); return 1; } private static Task Slow(CancellationToken cancellationToken = default) => Task.Delay(1, cancellationToken); }",
        "Slow()"
    )]
    [InlineData(
        "",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) { await Task.Delay(1, cancellationToken); await Task.Delay(1, CancellationToken.None); return 1; } }",
        ""
    )]
    // 10, 11: messages
    [InlineData("CQRS010", "public sealed class Q : IQuery<int> { public int Page { get; set; } }", "Page")]
    [InlineData("CQRS010", "public sealed record Q(List<int> Ids) : IQuery<int>;", "Ids")]
    [InlineData(
        "",
        "public sealed record Q(IReadOnlyList<int> Ids) : IQuery<int> { public int Page { get; init; } }",
        ""
    )]
    [InlineData("CQRS011", "public sealed record Shipped(string Id) : IEvent;", "Shipped")]
    [InlineData("", "[EventName(\"shipped\")] public sealed record Shipped(string Id) : IEvent;", "")]
    // 12: folds
    [InlineData(
        "CQRS012",
        "public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(DateTime.UtcNow.Second)); }",
        "DateTime.UtcNow"
    )]
    [InlineData(
        "CQRS012",
        "public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => Guid.NewGuid().ToString(), (view, e) => new View(1)); }",
        "Guid.NewGuid()"
    )]
    [InlineData(
        "CQRS012",
        "public interface IPrices { int Of(string key); } public sealed class P : Projection<View> { public P(IPrices prices) : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(prices.Of(e.Key))); }",
        "IPrices"
    )]
    [InlineData(
        "",
        "public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View((view?.Count ?? 0) + 1)); }",
        ""
    )]
    // 13: constructors
    [InlineData(
        "CQRS013",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public CH() { } public CH(IServiceProvider services) { } public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(1); }",
        "2 public constructors"
    )]
    [InlineData(
        "",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public CH() { } [ActivatorUtilitiesConstructor] public CH(IServiceProvider services) { } public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(1); }",
        ""
    )]
    // 14: the same kind
    [InlineData(
        "CQRS014",
        "public sealed record C : ICommand<int>; public sealed class CH(ICommandDispatcher commands) : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => commands.SendAsync(command, cancellationToken); }",
        "ICommandDispatcher"
    )]
    // 15: JSON
    [InlineData(
        "CQRS015",
        "[JsonSerializable(typeof(View))] public sealed class Json : JsonSerializerContext { private Json() : base(null) { } public static Json Default { get; } = new(); protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null; public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null; } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default)); }",
        "Done"
    )]
    [InlineData(
        "",
        "[JsonSerializable(typeof(Done))] public sealed class Json : JsonSerializerContext { private Json() : base(null) { } public static Json Default { get; } = new(); protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null; public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null; } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default)); }",
        ""
    )]
    [InlineData(
        "CQRS015",
        "[JsonSerializable(typeof(Done))] public sealed class Json : JsonSerializerContext { private Json() : base(null) { } public static Json Default { get; } = new(); protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null; public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null; } public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(1)); } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default).AddView<P>()); }",
        "View"
    )]
    // 16: at the call
    [InlineData(
        "CQRS016",
        "public static class Sends { public static ValueTask<int> Now(ICommandDispatcher commands) => commands.SendAsync(new Do()); }",
        "Handled by DoHandler"
    )]
    [InlineData(
        "CQRS016",
        "public static class Sends { public static ValueTask<int> Now(IQueryDispatcher queries) => queries.QueryAsync(new Ask()); }",
        "Handled by AskHandler"
    )]
    public async Task A_rule_says_what_is_wrong_and_nothing_of_what_is_right(string id, string source, string part)
    {
        var found = await FindingsOf(source);

        if (id.Length == 0)
        {
            Assert.DoesNotContain(found, one => one.Severity > DiagnosticSeverity.Info);
            return;
        }

        Assert.Contains(found, one => one.Id == id && one.GetMessage().Contains(part, System.StringComparison.Ordinal));
        Assert.DoesNotContain(found, one => one.Id != id && one.Severity > DiagnosticSeverity.Info);
    }

    [Fact]
    public async Task A_handler_in_a_referenced_assembly_is_known_by_its_manifest_and_without_one_by_its_types()
    {
        foreach (var isGenerated in new[] { true, false })
        {
            var library = new Build { Assembly = "Contoso.Library" }.File(
                "public sealed record Far : ICommand<int>;" + Rest
            );
            var reference = isGenerated ? MetadataReference.CreateFromImage(library.Run().Image) : Plain(library);
            var program = new Build { Assembly = "Contoso.Program" }
                .File(Program(Main))
                .Compilation()
                .AddReferences(reference);

            var found = await Findings.OfAsync(program);

            Assert.Equal(
                [
                    "CQRS001 Far is a command without a handler in this program; write one, or add the assembly that has it",
                ],
                found.Select(one => $"{one.Id} {one.GetMessage()}")
            );
        }
    }

    [Fact]
    public void Every_rule_has_its_section_in_the_docs()
    {
        var page = System.IO.File.ReadAllText(Findings.Repository("docs/analyzers.md"));
        foreach (var rule in Findings.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics))
        {
            Assert.Contains($"## {rule.Id}", page, System.StringComparison.Ordinal);
            Assert.EndsWith($"#{rule.Id.ToLowerInvariant()}", rule.HelpLinkUri, System.StringComparison.Ordinal);
        }
    }

    private static MetadataReference Plain(Build library)
    {
        var image = new System.IO.MemoryStream();
        Assert.True(library.Compilation().Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static Task<IReadOnlyList<Diagnostic>> FindingsOf(string source) =>
        Findings.OfAsync(new Build().File(Program(source + Rest)).Compilation());

    private static string Program(string source) =>
        "using System.Text.Json.Serialization; using CqrsKit.Pipeline; using CqrsKit.Projections; using CqrsKit.Reading; using CqrsKit.Writing;\n"
        + source.Replace(" $ ", " ", System.StringComparison.Ordinal);
}
