using System;
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

    private const string Json =
        "public sealed class Json : JsonSerializerContext { private Json() : base(null) { } public static Json Default { get; } = new(); protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null; public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null; }\n";

    private const string Views =
        "public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(1)); }\n";

    [Theory]
    // 1: message without handler, only where a program is put together
    [InlineData("CQRS001", "public sealed record Lost : ICommand<int>;\n" + Main, "Lost")]
    [InlineData("", "public sealed record Lost : ICommand<int>;", "")]
    [InlineData("", "public sealed record Open<T> : ICommand<int>;\n" + Main, "")]
    [InlineData(
        "",
        "[assembly: ClosedHandler(typeof(Any<Lost>))]\npublic sealed record Lost : ICommand<int>; public sealed class Any<T> : ICommandHandler<T, int> where T : ICommand<int> { public ValueTask<int> HandleAsync(T command, CancellationToken cancellationToken) => new(2); }\n"
            + Main,
        ""
    )]
    [InlineData(
        "CQRS001",
        "public sealed record Lost : ICommand<int>; public sealed class Any<T> : ICommandHandler<Lost, int> { public ValueTask<int> HandleAsync(Lost command, CancellationToken cancellationToken) => new(2); }\n"
            + Main,
        "Lost"
    )]
    [InlineData(
        "",
        "public sealed record Lost : ICommand<int>; public sealed class Any<T> : ICommandHandler<Lost, int> { public ValueTask<int> HandleAsync(Lost command, CancellationToken cancellationToken) => new(2); } public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddCommandHandler<Lost, int, Any<string>>()); }",
        ""
    )]
    // 2: several handlers
    [InlineData(
        "CQRS002",
        "public sealed class Other : ICommandHandler<Do, int> { public ValueTask<int> HandleAsync(Do command, CancellationToken cancellationToken) => new(2); }\n"
            + Main,
        "DoHandler, Other"
    )]
    [InlineData(
        "",
        "public sealed class Base : IEventHandler<Done> { public ValueTask HandleAsync(Done e, CancellationToken cancellationToken) => default; } public sealed class Other : IEventHandler<Done> { public ValueTask HandleAsync(Done e, CancellationToken cancellationToken) => default; }\n"
            + Main,
        ""
    )]
    // 3: another result
    [InlineData(
        "CQRS003",
        "public sealed record Both : ICommand<int>, ICommand<string>; public sealed class OnBoth : ICommandHandler<Both, int> { public ValueTask<int> HandleAsync(Both command, CancellationToken cancellationToken) => new(2); }\n"
            + Main,
        "System.String"
    )]
    [InlineData(
        "",
        "public sealed record Both : ICommand<int>, ICommand<string>; public sealed class OnBoth : ICommandHandler<Both, int>, ICommandHandler<Both, string> { public ValueTask<int> HandleAsync(Both command, CancellationToken cancellationToken) => new(2); ValueTask<string> ICommandHandler<Both, string>.HandleAsync(Both command, CancellationToken cancellationToken) => new(\"\"); }\n"
            + Main,
        ""
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
    [InlineData(
        "CQRS005",
        "public sealed record Q : IStreamQuery<int>; public sealed class QH(ICommandDispatcher commands) : IStreamQueryHandler<Q, int> { public async IAsyncEnumerable<int> HandleAsync(Q query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken) { yield return await commands.SendAsync(new Do(), cancellationToken); } }",
        "ICommandDispatcher"
    )]
    [InlineData(
        "",
        "public sealed record C : ICommand<int>; public sealed class CH(IRepository<State> states) : ICommandHandler<C, int> { public async ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) { await states.LoadAsync(\"a\", cancellationToken); return 1; } }",
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
    [InlineData(
        "CQRS007",
        "[HandlerLifetime(HandlerLifetime.Singleton)] public sealed class H(IUnitOfWork unit) : IBeforeHook<object> { public ValueTask BeforeAsync(object message, CancellationToken cancellationToken) { _ = unit; return default; } }",
        "IUnitOfWork"
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
    [InlineData(
        "CQRS008",
        "public sealed record C : ICommand; public sealed class CH : ICommandHandler<C> { public ValueTask HandleAsync(C command, CancellationToken cancellationToken) { Task.WaitAll(Task.CompletedTask, Task.CompletedTask); return default; } }",
        "Task.WaitAll"
    )]
    [InlineData(
        "",
        "public sealed record Result(int Value); public sealed record C(Result Result) : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(command.Result.Value); }",
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
    [InlineData(
        "",
        "public sealed record C : ICommand; public sealed class CH : ICommandHandler<C> { public async ValueTask HandleAsync(C command, CancellationToken cancellationToken) { await foreach (var one in Items().WithCancellation(cancellationToken)) { } } private static async IAsyncEnumerable<int> Items([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default) { await Task.Delay(1, cancellationToken); yield return 1; } }",
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
    [InlineData("CQRS010", "public sealed class Q : IQuery<int> { public int Page = 1; }", "Page")]
    [InlineData(
        "",
        "public sealed class Q : IQuery<int> { private int _seen; public int Page { get; private set; } public int See() => Page = ++_seen; }",
        ""
    )]
    [InlineData(
        "",
        "public abstract record Shape(string Id) : IEvent; public sealed record Other<T>(T Value) : IEvent;",
        ""
    )]
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
    [InlineData(
        "CQRS012",
        "public sealed class A : Aggregate<View> { public A() : base(\"a\") => On<Done>((view, e) => new View(e.Key.GetHashCode())); }",
        "e.Key.GetHashCode()"
    )]
    [InlineData(
        "CQRS012",
        "public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(System.IO.File.ReadAllText(e.Key).Length)); }",
        "System.IO.File.ReadAllText(e.Key)"
    )]
    [InlineData(
        "CQRS012",
        "public sealed class P : Projection<View> { private static readonly Random Dice = new(); public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(Dice.Next())); }",
        "Dice.Next()"
    )]
    [InlineData(
        "CQRS012",
        "public sealed class P : Projection<View> { public P() : base(\"p\") => On<Done>(e => e.Key, (view, e) => Now(Guid.NewGuid)); private static View Now(Func<Guid> make) => new(make().Version); }",
        "Guid.NewGuid"
    )]
    [InlineData(
        "",
        "public sealed class Prices { public int Of(string key) => key.Length; } public sealed class P : Projection<View> { public P(Prices prices) : base(\"p\") => On<Done>(e => e.Key, (view, e) => new View(prices.Of(e.Key))); }",
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
    [InlineData(
        "CQRS013",
        "public sealed class H : IBeforeHook<object> { public H() { } public H(IServiceProvider services) { } public ValueTask BeforeAsync(object message, CancellationToken cancellationToken) => default; }",
        "2 public constructors"
    )]
    [InlineData(
        "",
        "public sealed record C : ICommand<int>; public sealed class CH : ICommandHandler<C, int> { public CH() { } internal CH(IServiceProvider services) { } public ValueTask<int> HandleAsync(C command, CancellationToken cancellationToken) => new(1); }",
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
        "[JsonSerializable(typeof(View))] "
            + Json
            + "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default)); }",
        "Done"
    )]
    [InlineData(
        "",
        "[JsonSerializable(typeof(Done))] "
            + Json
            + "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default)); }",
        ""
    )]
    [InlineData(
        "CQRS015",
        "[JsonSerializable(typeof(Done))] "
            + Json
            + Views
            + "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default).AddView<P>()); }",
        "View"
    )]
    [InlineData(
        "CQRS015",
        "[JsonSerializable(typeof(Done))] "
            + Json
            + Views
            + "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default).AddView(new P())); }",
        "View"
    )]
    [InlineData(
        "",
        "public sealed record All(View[] Views, Done? Done); [JsonSerializable(typeof(All))] "
            + Json
            + Views
            + "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.UseJson(Json.Default).AddView<P>()); }",
        ""
    )]
    [InlineData(
        "",
        Views
            + "public static class App { public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddView<P>()); }",
        ""
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
    [InlineData(
        "CQRS016",
        "[assembly: ClosedHandler(typeof(OnBox<int>))]\npublic sealed record Box<T> : ICommand<T>; public sealed class OnBox<T> : ICommandHandler<Box<T>, T> { public ValueTask<T> HandleAsync(Box<T> command, CancellationToken cancellationToken) => new(default(T)!); } public static class Sends { public static ValueTask<int> Now(ICommandDispatcher commands) => commands.SendAsync(new Box<int>()); }",
        "Handled by OnBox`1[System.Int32]"
    )]
    public async Task A_rule_says_what_is_wrong_and_nothing_of_what_is_right(string id, string source, string part)
    {
        var found = await FindingsOf(source);

        if (id.Length == 0)
        {
            Assert.Empty(found);
            return;
        }

        Assert.Contains(found, one => one.Id == id && one.GetMessage().Contains(part, StringComparison.Ordinal));
        Assert.DoesNotContain(found, one => one.Id != id && one.Severity > DiagnosticSeverity.Info);
    }

    [Theory]
    [InlineData(
        "CQRS001 Far is a command without a handler in this program; write one, or add the assembly that has it",
        "",
        ""
    )]
    [InlineData(
        "",
        "public sealed class OnFar : ICommandHandler<Far, int> { public ValueTask<int> HandleAsync(Far command, CancellationToken cancellationToken) => new(1); }",
        ""
    )]
    [InlineData(
        "CQRS002 Do has 2 handlers: DoHandler, OnDo; keep one, and let what should happen besides be a subscription or a behavior",
        "public sealed class OnFar : ICommandHandler<Far, int>, ICommandHandler<Do, int> { public ValueTask<int> HandleAsync(Far command, CancellationToken cancellationToken) => new(1); }",
        "OnFar"
    )]
    public async Task What_a_referenced_assembly_declares_is_known_by_its_manifest_and_without_one_by_its_types(
        string expected,
        string own,
        string doubled
    )
    {
        if (doubled.Length > 0)
            own = own.Replace(
                    "}",
                    "ValueTask<int> ICommandHandler<Do, int>.HandleAsync(Do command, CancellationToken cancellationToken) => new(1); }",
                    StringComparison.Ordinal
                )
                .Replace("OnFar", "OnDo", StringComparison.Ordinal);
        foreach (var isGenerated in new[] { true, false })
        {
            var program = new Build { Assembly = "Contoso.Program" }
                .File(Program(own + Main))
                .Compilation()
                .AddReferences(Library("public sealed record Far : ICommand<int>;" + Rest, isGenerated));

            var found = await Findings.OfAsync(program);

            Assert.Equal(expected, string.Join("\n", found.Select(one => $"{one.Id} {one.GetMessage()}")));
        }
    }

    [Fact]
    public async Task A_manifest_comes_before_the_types()
    {
        const string Manifest = "[assembly: HandlerManifest(\"M|C|Do|System.Int32\")]\n";
        var program = new Build { Assembly = "Contoso.Program" }
            .File(Program(Main))
            .Compilation()
            .AddReferences(Library(Manifest + Rest, isGenerated: false));

        var found = await Findings.OfAsync(program);

        Assert.Equal("CQRS001", Assert.Single(found).Id);
    }

    [Fact]
    public async Task Behaviors_calls_and_json_are_checked_against_referenced_assemblies()
    {
        const string Source = """
            public sealed class H : IBeforeHook<Do> { public ValueTask BeforeAsync(Do message, CancellationToken cancellationToken) => default; }
            public static class App
            {
                public static void Run(IServiceCollection services) => services.AddCqrsKit(kit => kit.AddBehavior<H>().UseJson(Json.Default));
                public static ValueTask<int> Send(ICommandDispatcher commands) => commands.SendAsync(new Do());
            }

            [JsonSerializable(typeof(View))]
            """;
        foreach (var isGenerated in new[] { true, false })
        {
            var program = new Build { Assembly = "Contoso.Program" }
                .File(Program(Source + Json))
                .Compilation()
                .AddReferences(Library(Rest, isGenerated));

            var found = await Findings.OfAsync(program);

            Assert.Equal(
                [
                    "CQRS015 Done is stored as JSON and is not in Json; add [JsonSerializable(typeof(Done))] to it",
                    "CQRS016 Handled by DoHandler",
                ],
                found.Select(one => $"{one.Id} {one.GetMessage()}").Order(StringComparer.Ordinal)
            );
        }
    }

    [Fact]
    public void Every_rule_has_its_section_in_the_docs()
    {
        var page = System.IO.File.ReadAllText(Findings.Repository("docs/analyzers.md"));
        foreach (var rule in Findings.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics))
        {
            Assert.Contains($"## {rule.Id}", page, StringComparison.Ordinal);
            Assert.EndsWith($"#{rule.Id.ToLowerInvariant()}", rule.HelpLinkUri, StringComparison.Ordinal);
        }
    }

    private static PortableExecutableReference Library(string source, bool isGenerated)
    {
        var library = new Build { Assembly = "Contoso.Library" }.File(source);
        if (isGenerated)
        {
            var built = library.Run();
            Assert.Contains("CqrsKit.Manifest.g.cs", built.Sources.Keys);
            return MetadataReference.CreateFromImage(built.Image);
        }

        var image = new System.IO.MemoryStream();
        Assert.True(library.Compilation().Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static Task<IReadOnlyList<Diagnostic>> FindingsOf(string source) =>
        Findings.OfAsync(new Build().File(Program(source + Rest)).Compilation());

    private static string Program(string source) =>
        "using System.Text.Json.Serialization; using CqrsKit.Pipeline; using CqrsKit.Projections; using CqrsKit.Reading; using CqrsKit.Writing;\n"
        + source.Replace(" $ ", " ", StringComparison.Ordinal);
}
