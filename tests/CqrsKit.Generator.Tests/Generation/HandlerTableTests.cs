using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using Xunit;

namespace CqrsKit.Generator.Tests.Generation;

/// <summary>Tables are compiled and run: what they add is what the program gets.</summary>
public sealed class HandlerTableTests
{
    private const string Ask = """

        public static class Ask
        {
            public static async Task<string> Of<T>(ICommand<T> command, Action<CqrsKitBuilder> add, Action<IServiceCollection>? more = null)
            {
                var services = new ServiceCollection();
                more?.Invoke(services);
                services.AddCqrsKit(add);
                await using var provider = services.BuildServiceProvider();
                await using var scope = provider.CreateAsyncScope();
                return $"{await scope.ServiceProvider.GetRequiredService<ICommandDispatcher>().SendAsync(command)}";
            }
        }
        """;

    private static Task<string> RunAsync(string source, string main) =>
        new Build()
            .File(
                $"{source}\n{Ask}\npublic static class App {{ public static async Task<string> Main() {{ {main} }} }}"
            )
            .Run()
            .RunAsync();

    [Fact]
    public async Task A_handler_with_dependencies_answers() =>
        Assert.Equal(
            "5",
            await RunAsync(
                """
                public sealed record Add(int Left) : ICommand<int>;
                internal sealed class Term(int value) { public int Value => value; }
                internal sealed class AddHandler(Term term) : ICommandHandler<Add, int>
                {
                    public ValueTask<int> HandleAsync(Add command, CancellationToken cancellationToken) => new(command.Left + term.Value);
                }
                """,
                "return await Ask.Of(new Add(2), kit => kit.AddHandlers<Contoso.Shop.ShopHandlers>(), services => services.AddSingleton(new Term(3)));"
            )
        );

    [Fact]
    public async Task Keyed_optional_provider_and_enumerable_parameters_are_filled() =>
        Assert.Equal(
            "left right 7 none True 2 Friday",
            await RunAsync(
                """
                public sealed record Tell : ICommand<string>;
                public interface INone;
                internal sealed class Handler(
                    [FromKeyedServices("l\"eft")] string left,
                    [FromKeyedServices(3)] string right,
                    IServiceProvider provider,
                    IEnumerable<Version> versions,
                    int number = 7,
                    INone? none = null,
                    DayOfWeek day = DayOfWeek.Friday
                ) : ICommandHandler<Tell, string>
                {
                    public ValueTask<string> HandleAsync(Tell command, CancellationToken cancellationToken) =>
                        new($"{left} {right} {number} {(none is null ? "none" : "some")} {provider.GetService<IServiceProvider>() is not null} {versions.Count()} {day}");
                }
                """,
                """
                return await Ask.Of(new Tell(), kit => kit.AddHandlers<Contoso.Shop.ShopHandlers>(), services => services
                    .AddKeyedSingleton<string>("l\"eft", "left").AddKeyedSingleton<string>(3, "right")
                    .AddSingleton(new Version(1, 0)).AddSingleton(new Version(2, 0)));
                """
            )
        );

    [Fact]
    public async Task Of_several_constructors_the_marked_one_is_taken_and_else_the_container_chooses() =>
        Assert.Equal(
            "marked chosen",
            await RunAsync(
                """
                public sealed record First : ICommand<string>;
                public sealed record Second : ICommand<string>;
                public sealed class Handler : ICommandHandler<First, string>
                {
                    private readonly string _how;
                    public Handler() => _how = "plain";
                    [ActivatorUtilitiesConstructor] public Handler(Version version) => _how = "marked";
                    public ValueTask<string> HandleAsync(First command, CancellationToken cancellationToken) => new(_how);
                }
                public sealed class Other : ICommandHandler<Second, string>
                {
                    private readonly string _how;
                    public Other() => _how = "plain";
                    public Other(Version version) => _how = "chosen";
                    public ValueTask<string> HandleAsync(Second command, CancellationToken cancellationToken) => new(_how);
                }
                """,
                """
                Action<CqrsKitBuilder> add = kit => kit.AddHandlers<Contoso.Shop.ShopHandlers>();
                Action<IServiceCollection> more = services => services.AddSingleton(new Version(1, 0)).AddTransient<Other>();
                return await Ask.Of(new First(), add, more) + " " + await Ask.Of(new Second(), add, more);
                """
            )
        );

    [Fact]
    public async Task Nested_and_partial_handlers_and_several_interfaces_on_one_class_each_get_a_row() =>
        Assert.Equal(
            "1 2 3",
            await RunAsync(
                """
                public static partial class Orders
                {
                    public sealed record One : ICommand<int>;
                    public sealed record Two : ICommand<int>;
                    internal sealed partial class Handler : ICommandHandler<One, int>
                    {
                        public ValueTask<int> HandleAsync(One command, CancellationToken cancellationToken) => new(1);
                    }
                    internal sealed partial class Handler : ICommandHandler<Two, int>
                    {
                        public ValueTask<int> HandleAsync(Two command, CancellationToken cancellationToken) => new(2);
                    }
                    public sealed class Box<T> { public sealed record Inner(T Value) : ICommand<Dictionary<string, T[]>>; }
                }
                internal abstract class Counting<T> : ICommandHandler<Orders.Box<T>.Inner, Dictionary<string, T[]>>
                {
                    public ValueTask<Dictionary<string, T[]>> HandleAsync(Orders.Box<T>.Inner command, CancellationToken cancellationToken) =>
                        new(new Dictionary<string, T[]> { ["a"] = [command.Value] });
                }
                internal sealed class Counted : Counting<int?>;
                """,
                """
                Action<CqrsKitBuilder> add = kit => kit.AddHandlers<Contoso.Shop.ShopHandlers>();
                var services = new ServiceCollection();
                services.AddCqrsKit(add);
                await using var provider = services.BuildServiceProvider();
                var boxed = await provider.GetRequiredService<ICommandDispatcher>().SendAsync(new Orders.Box<int?>.Inner(3));
                return await Ask.Of(new Orders.One(), add) + " " + await Ask.Of(new Orders.Two(), add) + " " + boxed["a"][0];
                """
            )
        );

    [Theory]
    [InlineData("kit.AddHandlers<Contoso.Shop.ShopHandlers>()")]
    [InlineData("kit.AddHandlersFrom(typeof(App).Assembly)")]
    public async Task A_generic_handler_is_closed_by_an_attribute_of_the_assembly_or_the_class(string add) =>
        Assert.Equal(
            "Int32 String",
            await RunAsync(
                """
                [assembly: ClosedHandler(typeof(Archiving<int>))]
                public sealed record Archive<T>(T Value) : ICommand<string>;
                [ClosedHandler(typeof(Archiving<string>))]
                internal sealed class Archiving<T> : ICommandHandler<Archive<T>, string>
                {
                    public ValueTask<string> HandleAsync(Archive<T> command, CancellationToken cancellationToken) => new(typeof(T).Name);
                }
                """,
                $"return await Ask.Of(new Archive<int>(1), kit => {add}) + \" \" + await Ask.Of(new Archive<string>(\"\"), kit => {add});"
            )
        );

    [Fact]
    public void Keys_are_those_of_the_runtime_for_every_shape_of_type()
    {
        var built = new Build()
            .File(
                """
                namespace Deep.Down
                {
                    public sealed class Outer<T> { public class Inner<U> { public sealed class Last; } }
                    public struct Point;
                }
                public sealed record Plain : ICommand;
                public sealed record Q<T> : IQuery<T>;
                public sealed record S : IStreamQuery<(int A, string[,][] B)>;
                [EventName("e")] public sealed record E : IEvent;
                public sealed class Rows :
                    ICommandHandler<Plain>,
                    IQueryHandler<Q<Deep.Down.Outer<int>.Inner<string?[]>.Last[]>, Deep.Down.Outer<int>.Inner<string?[]>.Last[]>,
                    IQueryHandler<Q<List<object>>, List<object>>,
                    IQueryHandler<Q<Deep.Down.Point?>, Deep.Down.Point?>,
                    IQueryHandler<Q<nint>, nint>,
                    IStreamQueryHandler<S, (int A, string[,][] B)>,
                    IEventHandler<E>
                {
                    public ValueTask HandleAsync(Plain command, CancellationToken cancellationToken) => default;
                    public ValueTask<Deep.Down.Outer<int>.Inner<string?[]>.Last[]> HandleAsync(Q<Deep.Down.Outer<int>.Inner<string?[]>.Last[]> query, CancellationToken cancellationToken) => default;
                    public ValueTask<List<object>> HandleAsync(Q<List<object>> query, CancellationToken cancellationToken) => default;
                    public ValueTask<Deep.Down.Point?> HandleAsync(Q<Deep.Down.Point?> query, CancellationToken cancellationToken) => default;
                    public ValueTask<nint> HandleAsync(Q<nint> query, CancellationToken cancellationToken) => default;
                    public IAsyncEnumerable<(int A, string[,][] B)> HandleAsync(S query, CancellationToken cancellationToken) => throw new Exception();
                    public ValueTask HandleAsync(E @event, CancellationToken cancellationToken) => default;
                }
                """
            )
            .Run();
        var table = (HandlerTable)Activator.CreateInstance(built.Assembly.GetType("Contoso.Shop.ShopHandlers")!)!;

        var keys = new HashSet<ulong>(table.Messages.ToArray());
        Assert.Equal(6, keys.Count);
        for (var i = 0; i < table.Messages.Length; i++)
        {
            var row = table.Row(i);
            Assert.Contains(
                new[] { 'C', 'Q', 'S' },
                kind => HandlerKey.Of(kind, row.Message, row.Result) == table.Messages[i]
            );
        }

        Assert.Equal(HandlerKey.Of('E', table.EventRow(0).Message, null), table.Events[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Row(6));
    }

    [Fact]
    public async Task Tables_of_several_assemblies_add_up_in_any_order_and_internal_ones_stay_internal()
    {
        var module = new Build { Assembly = "Contoso.Billing" }
            .File(
                """
                namespace Contoso.Billing;
                public sealed record Bill : ICommand<string>;
                internal sealed class BillHandler : ICommandHandler<Bill, string>
                {
                    public ValueTask<string> HandleAsync(Bill command, CancellationToken cancellationToken) => new("billed");
                }
                """
            )
            .Run();
        AppDomain.CurrentDomain.AssemblyResolve += (_, asked) =>
            asked.Name.StartsWith("Contoso.Billing", StringComparison.Ordinal) ? module.Assembly : null;
        var app = new Build()
            .Reference(module)
            .File(
                $$"""
                using Contoso.Billing;
                public sealed record Ship : ICommand<string>;
                internal sealed class ShipHandler : ICommandHandler<Ship, string>
                {
                    public ValueTask<string> HandleAsync(Ship command, CancellationToken cancellationToken) => new("shipped");
                }
                public static class App
                {
                    public static async Task<string> Main()
                    {
                        Action<CqrsKitBuilder>[] orders =
                        [
                            kit => kit.AddHandlers<Contoso.Shop.ShopHandlers>().AddHandlers<BillingHandlers>(),
                            kit => kit.AddHandlers<BillingHandlers>().AddHandlers<Contoso.Shop.ShopHandlers>().AddHandlers<BillingHandlers>(),
                        ];
                        var said = "";
                        foreach (var order in orders)
                            said += await Ask.Of(new Bill(), order) + " " + await Ask.Of(new Ship(), order) + " ";
                        return said;
                    }
                }
                """ + Ask
            )
            .Run();

        Assert.Equal("billed shipped billed shipped ", await app.RunAsync());
    }

    [Theory]
    [InlineData("Contoso.Shop", null, "Contoso.Shop.ShopHandlers")]
    [InlineData("Contoso.Shop", "Contoso.Shop", "Contoso.Shop.ShopHandlers")]
    [InlineData("Contoso.Api", "Contoso", "Contoso.ContosoApiHandlers")]
    [InlineData("my-shop.class.9", null, "my_shop.class._9._9Handlers")]
    public void A_table_is_named_after_its_assembly(string assembly, string? root, string expected)
    {
        var built = new Build { Assembly = assembly, RootNamespace = root }
            .File(Handler("H"))
            .Run();

        Assert.Equal(
            expected,
            built.Assembly.GetTypes().Single(type => type.IsSubclassOf(typeof(HandlerTable))).FullName
        );
    }

    [Fact]
    public void A_name_that_the_user_has_taken_is_left_to_the_user()
    {
        var built = new Build()
            .File(Handler("H") + "namespace Contoso.Shop { public static class ShopHandlers; }")
            .Run();

        Assert.NotNull(built.Assembly.GetType("Contoso.Shop.ShopHandlersTable"));
    }

    [Fact]
    public void What_cannot_be_named_or_made_has_no_row_and_an_assembly_without_rows_no_table()
    {
        var built = new Build()
            .File(
                """
                public sealed record Ping : ICommand<int>;
                public class Outer
                {
                    private sealed class Hidden : ICommandHandler<Ping, int>
                    {
                        public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(1);
                    }
                }
                file sealed class Local : ICommandHandler<Ping, int>
                {
                    public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(1);
                }
                public sealed class Open<T> : ICommandHandler<Ping, int>
                {
                    public ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken) => new(1);
                }
                public abstract class Half : ICommandHandler<Ping, int>
                {
                    public abstract ValueTask<int> HandleAsync(Ping command, CancellationToken cancellationToken);
                }
                """
            )
            .Run();

        Assert.Equal("CqrsKit.Manifest.g.cs", Assert.Single(built.Sources).Key);
    }

    private static string Handler(string name) =>
        $$"""
            public sealed record {{name}}Ping : ICommand<int>;
            public sealed class {{name}} : ICommandHandler<{{name}}Ping, int>
            {
                public ValueTask<int> HandleAsync({{name}}Ping command, CancellationToken cancellationToken) => new(1);
            }

            """;
}
