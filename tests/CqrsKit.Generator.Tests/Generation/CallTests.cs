using System.Threading.Tasks;
using Xunit;

namespace CqrsKit.Generator.Tests.Generation;

/// <summary>Calls of dispatchers are taken over where that is safe; elsewhere they stay as they are written.</summary>
public sealed class CallTests
{
    private const string Shop = """
        public sealed record Add(int Left, int Right = 1) : ICommand<int>;
        public record Open(int Value) : ICommand<int>;
        public record Derived(int Value) : Open(Value);
        public sealed record Plain : ICommand;
        public readonly record struct Small(int Value) : IQuery<string?>;
        public sealed record Items(int Count) : IStreamQuery<(int Number, string? Text)>;
        [EventName("done")] public sealed record Done : IEvent;
        public class Handlers : ICommandHandler<Add, int>, ICommandHandler<Open, int>, ICommandHandler<Derived, int>, ICommandHandler<Plain>,
            IQueryHandler<Small, string?>, IStreamQueryHandler<Items, (int Number, string? Text)>, IEventHandler<Done>
        {
            public static string Said = "";
            public ValueTask<int> HandleAsync(Add command, CancellationToken cancellationToken) => new(command.Left + command.Right);
            public ValueTask<int> HandleAsync(Open command, CancellationToken cancellationToken) => new(command.Value);
            public ValueTask<int> HandleAsync(Derived command, CancellationToken cancellationToken) => new(-command.Value);
            public ValueTask HandleAsync(Plain command, CancellationToken cancellationToken) { Said += "plain" + (cancellationToken.CanBeCanceled ? "!" : "") + " "; return default; }
            public ValueTask<string?> HandleAsync(Small query, CancellationToken cancellationToken) => new($"small{query.Value}");
            public async IAsyncEnumerable<(int Number, string? Text)> HandleAsync(Items query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
            { for (var i = 0; i < query.Count; i++) { await Task.CompletedTask; yield return (i, "t"); } }
            public ValueTask HandleAsync(Done @event, CancellationToken cancellationToken) { Said += "done "; return default; }
        }

        public static class App
        {
            public static async Task<string> Main()
            {
                Handlers.Said = "";
                var services = new ServiceCollection();
                services.AddCqrsKit(kit => kit.AddHandlers<Contoso.Shop.ShopHandlers>());
                await using var provider = services.BuildServiceProvider();
                await using var scope = provider.CreateAsyncScope();
                for (var i = 0; i < 2; i++)
                {
                    var answer = await Work.RunAsync(
                        scope.ServiceProvider.GetRequiredService<ICommandDispatcher>(),
                        scope.ServiceProvider.GetRequiredService<IQueryDispatcher>(),
                        scope.ServiceProvider.GetRequiredService<IEventDispatcher>()
                    );
                    Handlers.Said += answer + " | ";
                }

                return Handlers.Said;
            }
        }

        """;

    private static Built Work(string body, string more = "", string? interceptors = "CqrsKit.Generated") =>
        new Build { Interceptors = interceptors }
            .File(Shop, "Shop.cs")
            .File(
                $$"""
                public static class Work
                {
                    public static async Task<string> RunAsync(ICommandDispatcher commands, IQueryDispatcher queries, IEventDispatcher events)
                    {
                        await Task.CompletedTask;
                        {{body}}
                    }
                }
                {{more}}
                """,
                "Work.cs"
            )
            .Run();

    [Theory]
    [InlineData("return $\"{await commands.SendAsync(new Add(1))}\";", "2", "SendKnownAsync<global::Add, int>")]
    [InlineData(
        "return $\"{await commands.SendAsync<int>(command: new Add(1), cancellationToken: default)}\";",
        "2",
        "SendKnownAsync"
    )]
    [InlineData(
        "return $\"{await commands.SendAsync(cancellationToken: default, command: new Add(1))}\";",
        "2",
        "SendKnownAsync"
    )]
    [InlineData(
        "var add = new Add(1); var sent = commands?.SendAsync((add)); return $\"{await sent!.Value}\";",
        "2",
        "SendKnownAsync"
    )]
    [InlineData("return $\"{await new Holder(commands).Inner.SendAsync(new Add(1))}\";", "2", "SendKnownAsync")]
    [InlineData("return $\"{await commands.SendAsync(new Open(3))}\";", "3", "SendKnownAsync<global::Open, int>(known")]
    [InlineData(
        "Open open = new Derived(3); return $\"{await commands.SendAsync(open)}\";",
        "-3",
        "known.GetType() == typeof(global::Open)"
    )]
    [InlineData(
        "ICommand<int> any = new Add(1); return $\"{await commands.SendAsync(any)}\";",
        "2",
        "own.SendAsync<TResult>(command"
    )]
    [InlineData(
        "return $\"{await Generic<Add, int>(commands, new Add(1))}\"; static ValueTask<R> Generic<C, R>(ICommandDispatcher d, C c) where C : ICommand<R> => d.SendAsync<R>(c);",
        "2",
        "own.SendAsync<TResult>(command"
    )]
    [InlineData(
        "await commands.SendAsync(new Plain()); return \"\";",
        "plain  | plain  | ",
        "SendKnownAsync<global::Plain>(known"
    )]
    [InlineData(
        "ICommand any = new Plain(); using var c = new CancellationTokenSource(); await commands.SendAsync(any, c.Token); return \"\";",
        "plain!  | plain!  | ",
        "own.SendAsync(command"
    )]
    [InlineData(
        "return (await queries.QueryAsync(new Small(4)))!;",
        "small4",
        "QueryKnownAsync<global::Small, string?>"
    )]
    [InlineData(
        "Small? small = new Small(4); return (await queries.QueryAsync<string?>(small!))!;",
        "small4",
        "own.QueryAsync<TResult>(query"
    )]
    [InlineData(
        "var n = 0; await foreach (var item in queries.StreamAsync(new Items(3))) n += item.Number; return $\"{n}\";",
        "3",
        "StreamKnownAsync<global::Items, (int Number, string? Text)>"
    )]
    [InlineData(
        "var n = 0; await foreach (var item in queries.StreamAsync(query: new Items(3), cancellationToken: default)) n += item.Number; return $\"{n}\";",
        "3",
        "StreamKnownAsync"
    )]
    [InlineData(
        "IStreamQuery<(int Number, string? Text)> any = new Items(3); var n = 0; await foreach (var item in queries.StreamAsync(any)) n += item.Number; return $\"{n}\";",
        "3",
        "own.StreamAsync<TResult>(query, contract"
    )]
    [InlineData(
        "await events.PublishAsync(new Done()); return \"\";",
        "done  | done  | ",
        "PublishKnownAsync<global::Done, Fan0>(known"
    )]
    [InlineData(
        "IEvent any = new Done(); await events.PublishAsync(any); return \"\";",
        "done  | done  | ",
        "own.PublishAsync<TEvent>(@event"
    )]
    [InlineData(
        "await events.PublishAsync<IEvent>(new Done()); return \"\";",
        "done  | done  | ",
        "own.PublishAsync<TEvent>(@event"
    )]
    public async Task A_call_is_taken_over_and_answers_as_before(string body, string expected, string written)
    {
        const string holder = "public sealed record Holder(ICommandDispatcher Inner);";
        var built = Work(body, holder);
        var plain = Work(body, holder, interceptors: null);

        Assert.Contains(written, built.Calls);
        Assert.Empty(plain.Calls);
        var answer = await built.RunAsync();
        Assert.StartsWith(expected, answer);
        Assert.Equal(await plain.RunAsync(), answer);
    }

    [Theory]
    [InlineData("return (await queries.QueryAsync(new Small(4), Consistency.Contract.Eventual))!;")]
    [InlineData("await foreach (var item in queries.StreamAsync(new Items(3), null)) { } return \"\";")]
    [InlineData(
        "await foreach (var item in queries.StreamAsync(contract: null, query: new Items(3))) { } return \"\";"
    )]
    [InlineData(
        "System.Linq.Expressions.Expression<Func<ICommandDispatcher, ValueTask<int>>> e = d => d.SendAsync(new Add(1), default); return e.Body.NodeType.ToString();"
    )]
    [InlineData("var own = (CommandDispatcher)commands; return $\"{await own.SendAsync(new Add(1))}\";")]
    [InlineData(
        "return $\"{await new Mine().SendAsync(new Add(1))}\";",
        "public class Mine { public Task<int> SendAsync(Add add) => Task.FromResult(0); }"
    )]
    [InlineData(
        "return $\"{await Generic(commands)}\"; static ValueTask<int> Generic<D>(D d) where D : ICommandDispatcher => d.SendAsync(new Add(1));"
    )]
    [InlineData(
        "Func<ICommand<int>, CancellationToken, ValueTask<int>> send = commands.SendAsync; return $\"{await send(new Add(1), default)}\";"
    )]
    public async Task A_call_is_left_alone(string body, string more = "")
    {
        var built = Work(body.Replace("Consistency.Contract", "CqrsKit.Consistency.Contract"), more);

        Assert.Empty(built.Calls);
        await built.RunAsync();
    }

    [Fact]
    public async Task Private_messages_and_results_are_sent_by_the_type_table()
    {
        var built = Work(
            """
            return await Hidden.RunAsync(commands);
            """,
            """
            public static class Hidden
            {
                private sealed record Secret;
                private sealed record Ask : ICommand<Secret>;
                public static async Task<string> RunAsync(ICommandDispatcher commands)
                {
                    try { return (await commands.SendAsync(new Ask())).ToString(); }
                    catch (HandlerNotFoundException) { return "none"; }
                }
            }
            """
        );

        Assert.Contains("own.SendAsync<TResult>(command", built.Calls);
        Assert.StartsWith("none", await built.RunAsync());
    }

    [Fact]
    public async Task Substitutes_decorators_and_derived_interfaces_get_their_calls()
    {
        var built = Work(
            """
            IMine mine = new Twice(commands);
            ICommandDispatcher face = mine;
            return $"{await face.SendAsync(new Add(1))} {await mine.SendAsync(new Add(1))} {await mine.AddAsync()}";
            """,
            """
            public interface IMine : ICommandDispatcher { ValueTask<int> AddAsync() => this.SendAsync(new Add(1)); }
            public sealed class Twice(ICommandDispatcher inner) : IMine
            {
                public async ValueTask<TResult> SendAsync<TResult>(ICommand<TResult> command, CancellationToken cancellationToken = default) =>
                    (TResult)(object)((int)(object)(await inner.SendAsync(command, cancellationToken))! * 2);
                public ValueTask SendAsync(ICommand command, CancellationToken cancellationToken = default) => inner.SendAsync(command, cancellationToken);
                public ValueTask<CommandReceipt<TResult>> SendWithReceiptAsync<TResult>(ICommand<TResult> command, SendOptions? options = null, CancellationToken cancellationToken = default) =>
                    inner.SendWithReceiptAsync(command, options, cancellationToken);
            }
            """
        );

        Assert.StartsWith("4 4 4", await built.RunAsync());
    }

    [Fact]
    public async Task Calls_of_one_message_in_a_file_share_a_method_and_null_is_refused_as_before()
    {
        var built = Work(
            """
            var sum = await commands.SendAsync(new Add(1)) + await commands.SendAsync(new Add(2));
            Add none = null!;
            try { await commands.SendAsync(none); } catch (ArgumentNullException e) { return $"{sum} {e.ParamName}"; }
            return "";
            """
        );

        Assert.Equal(
            3,
            built.Calls.Split("[global::System.Runtime.CompilerServices.InterceptsLocationAttribute").Length - 1
        );
        Assert.Single(built.Calls.Split("SendKnownAsync")[1..]);
        Assert.StartsWith("5 command", await built.RunAsync());
    }

    [Theory]
    [InlineData("Other;CqrsKit.Generated", true)]
    [InlineData("CqrsKit", true)]
    [InlineData("Other;CqrsKit.Gen", false)]
    [InlineData("", false)]
    public void Only_a_listed_namespace_is_written_to(string namespaces, bool isWritten) =>
        Assert.Equal(
            isWritten,
            Work("await commands.SendAsync(new Plain()); return \"\";", interceptors: namespaces).Calls != ""
        );
}
