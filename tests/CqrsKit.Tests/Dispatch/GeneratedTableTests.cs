using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Setup;
using CqrsKit.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Dispatch;

/// <summary>Handlers that a generated table's factories make, not the container.</summary>
public sealed class GeneratedTableTests
{
    [Fact]
    public async Task A_row_is_made_when_its_message_is_first_sent()
    {
        using var kit = new TestKit(kit => kit.AddHandlers<Table>(), services => services.AddSingleton<Journal>());
        await kit.Root.StartCqrsKitAsync();
        var table = (Table)kit.Root.GetServices<HandlerTable>().Single();
        Assert.Equal(0, table.Made);

        Assert.Equal(2, await kit.Commands.SendAsync(new Transient(1)));
        Assert.Equal(2, await kit.Commands.SendAsync(new Transient(1)));

        Assert.Equal(1, table.Made);
    }

    [Fact]
    public async Task Lifetimes_are_as_declared_from_any_dispatcher_of_a_scope()
    {
        using var kit = new TestKit(kit => kit.AddHandlers<Table>(), services => services.AddSingleton<Journal>());
        using var other = kit.Root.CreateScope();
        var elsewhere = other.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        var again = kit.Commands;
        for (var i = 0; i < 3; i++) // the first is not bound, the second is, the third is called by the bound call
        {
            Assert.Equal(i + 1, await again.SendAsync(new Scoped()));
            Assert.Equal(i + 1, await elsewhere.SendAsync(new Scoped()));
            Assert.Equal((2 * i) + 1, await kit.Commands.SendAsync(new Single()));
            Assert.Equal((2 * i) + 2, await elsewhere.SendAsync(new Single()));
            Assert.Equal(1, await kit.Commands.SendAsync(new Fresh()));
        }

        Assert.Equal(4, await kit.Commands.SendAsync(new Scoped()));
        Assert.Equal(1, await kit.Root.GetRequiredService<ICommandDispatcher>().SendAsync(new Scoped()));
        Assert.Equal(7, await kit.Root.GetRequiredService<ICommandDispatcher>().SendAsync(new Single()));
    }

    [Fact]
    public async Task What_a_factory_made_is_disposed_with_its_scope_before_what_it_was_made_from()
    {
        var journal = new Journal();
        using var kit = new TestKit(
            kit => kit.AddHandlers<Table>(),
            services => services.AddSingleton(journal).AddScoped<Connection>()
        );
        var scope = kit.Root.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ICommandDispatcher>().SendAsync(new Disposed());
        Assert.Empty(journal.Lines);

        await scope.DisposeAsync();

        Assert.Equal(["handler", "connection"], journal.Lines);
    }

    [Fact]
    public async Task A_registration_with_the_container_comes_before_the_factory()
    {
        using var kit = new TestKit(
            kit => kit.AddHandlers<Table>(),
            services => services.AddSingleton<Journal>().AddSingleton<FreshHandler>()
        );

        Assert.Equal(1, await kit.Commands.SendAsync(new Fresh()));
        Assert.Equal(2, await kit.Commands.SendAsync(new Fresh()));
    }

    [Fact]
    public async Task A_singleton_that_captures_a_scoped_service_is_refused_with_the_way_to_it()
    {
        using var kit = new TestKit(
            kit => kit.AddHandlers<Table>(),
            services => services.AddSingleton<Journal>().AddScoped<Connection>()
        );

        var error = await Assert.ThrowsAsync<StartupException>(() => kit.Commands.SendAsync(new Captive()).AsTask());

        Assert.Contains(nameof(CaptiveHandler), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Connection), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dependency_that_is_not_registered_is_named_with_the_handler()
    {
        using var kit = new TestKit(kit => kit.AddHandlers<Table>(), services => services.AddSingleton<Journal>());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            kit.Commands.SendAsync(new Disposed()).AsTask()
        );

        Assert.Contains(nameof(DisposedHandler), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Connection), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tables_with_a_handler_of_the_same_message_are_a_fault_that_names_both()
    {
        using var kit = new TestKit(
            kit => kit.AddHandlers<Table>().AddHandlers<Double>(),
            services => services.AddSingleton<Journal>()
        );

        var error = await Assert.ThrowsAsync<StartupException>(() => kit.Root.StartCqrsKitAsync().AsTask());

        Assert.Contains(nameof(FreshHandler), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(OtherFreshHandler), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_scope_makes_one_scoped_handler_however_many_ask_at_once()
    {
        using var kit = new TestKit(kit => kit.AddHandlers<Table>(), services => services.AddSingleton<Journal>());
        await kit.Root.StartCqrsKitAsync();
        const int threads = 4;
        for (var round = 0; round < 50; round++)
        {
            using var scope = kit.Root.CreateScope();
            using var start = new Barrier(threads);
            var counts = new int[threads];
            var senders = Enumerable
                .Range(0, threads)
                .Select(i => new Thread(() =>
                {
                    var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
                    start.SignalAndWait();
                    counts[i] = Value(commands.SendAsync(new Scoped()));
                }))
                .ToArray();
            Array.ForEach(senders, sender => sender.Start());
            Array.ForEach(senders, sender => sender.Join());

            Assert.Equal([1, 2, 3, 4], counts.Order());
        }
    }

    [Fact]
    public void A_key_is_the_hash_that_the_generator_writes()
    {
        // FNV-1a over UTF-16 letters of "C|System.Int32|System.String" and "E|System.Int32", computed apart from this code.
        Assert.Equal(Fnv("C|System.Int32|System.String"), HandlerKey.Of('C', typeof(int), typeof(string)));
        Assert.Equal(Fnv("E|System.Int32"), HandlerKey.Of('E', typeof(int), null));
        Assert.Equal(
            Fnv("Q|System.Collections.Generic.List`1[System.Int32]|System.Int32[]"),
            HandlerKey.Of('Q', typeof(List<int>), typeof(int[]))
        );
    }

    private static int Value(ValueTask<int> task) => task.GetAwaiter().GetResult();

    private static ulong Fnv(string text)
    {
        var hash = new System.Numerics.BigInteger(14695981039346656037UL);
        foreach (var letter in text)
            hash = ((hash ^ letter) * 1099511628211UL) % (System.Numerics.BigInteger.One << 64);
        return (ulong)hash;
    }

    private sealed record Transient(int Value) : ICommand<int>;

    private sealed record Fresh : ICommand<int>;

    private sealed record Scoped : ICommand<int>;

    private sealed record Single : ICommand<int>;

    private sealed record Disposed : ICommand<int>;

    private sealed record Captive : ICommand<int>;

    private sealed class TransientHandler : ICommandHandler<Transient, int>
    {
        public ValueTask<int> HandleAsync(Transient command, CancellationToken cancellationToken) =>
            new(command.Value + 1);
    }

    private sealed class FreshHandler : ICommandHandler<Fresh, int>
    {
        private int _count;

        public ValueTask<int> HandleAsync(Fresh command, CancellationToken cancellationToken) => new(++_count);
    }

    private sealed class OtherFreshHandler : ICommandHandler<Fresh, int>
    {
        public ValueTask<int> HandleAsync(Fresh command, CancellationToken cancellationToken) => new(0);
    }

    private sealed class ScopedHandler : ICommandHandler<Scoped, int>
    {
        private int _count;

        public ValueTask<int> HandleAsync(Scoped command, CancellationToken cancellationToken) =>
            new(Interlocked.Increment(ref _count));
    }

    private sealed class SingleHandler : ICommandHandler<Single, int>
    {
        private int _count;

        public ValueTask<int> HandleAsync(Single command, CancellationToken cancellationToken) => new(++_count);
    }

    private sealed class Connection(Journal journal) : IDisposable
    {
        public void Dispose() => journal.Add("connection");
    }

    private sealed class DisposedHandler(Connection connection, Journal journal)
        : ICommandHandler<Disposed, int>,
            IAsyncDisposable
    {
        public ValueTask<int> HandleAsync(Disposed command, CancellationToken cancellationToken) =>
            new(connection.GetHashCode());

        public ValueTask DisposeAsync()
        {
            journal.Add("handler");
            return default;
        }
    }

    private sealed class CaptiveHandler(Connection connection) : ICommandHandler<Captive, int>
    {
        public ValueTask<int> HandleAsync(Captive command, CancellationToken cancellationToken) =>
            new(connection.GetHashCode());
    }

    private static (ulong Key, Func<HandlerRow> Row) Row<TCommand, THandler>(
        Func<IServiceProvider, THandler> create,
        HandlerLifetime lifetime = HandlerLifetime.Transient
    )
        where TCommand : ICommand<int>
        where THandler : class, ICommandHandler<TCommand, int> =>
        (
            HandlerKey.Of('C', typeof(TCommand), typeof(int)),
            () => CommandRow.Of<TCommand, int, THandler>(create, lifetime)
        );

    private sealed class Table()
        : HandTable(
            Row<Transient, TransientHandler>(_ => new TransientHandler()),
            Row<Fresh, FreshHandler>(_ => new FreshHandler()),
            Row<Scoped, ScopedHandler>(_ => new ScopedHandler(), HandlerLifetime.Scoped),
            Row<Single, SingleHandler>(_ => new SingleHandler(), HandlerLifetime.Singleton),
            Row<Disposed, DisposedHandler>(scope => new DisposedHandler(
                Dependency.Of<Connection, DisposedHandler>(scope),
                Dependency.Of<Journal, DisposedHandler>(scope)
            )),
            Row<Captive, CaptiveHandler>(
                scope => new CaptiveHandler(Dependency.Of<Connection, CaptiveHandler>(scope)),
                HandlerLifetime.Singleton
            )
        );

    private sealed class Double() : HandTable(Row<Fresh, OtherFreshHandler>(_ => new OtherFreshHandler()));
}
