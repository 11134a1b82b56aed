using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Setup;

public sealed class StartupTests
{
    [Fact]
    public async Task All_faults_come_in_one_exception_at_the_first_dispatch()
    {
        using var kit = new TestKit(kit =>
            kit.AddCommandHandler<Twice, FirstHandler>()
                .AddCommandHandler<Twice, SecondHandler>()
                .AddBehavior(typeof(Never<,>))
                .AddEvent<Nameless>()
                .AddEvent<TakenA>()
                .AddEvent<TakenB>()
        );

        var error = await Assert.ThrowsAsync<StartupException>(async () => await kit.Commands.SendAsync(new Twice()));

        Assert.Equal(4, error.Faults.Count);
        Assert.Contains("2 handlers", error.Message, StringComparison.Ordinal);
        Assert.Contains("applies to no message", error.Message, StringComparison.Ordinal);
        Assert.Contains("event without a stable name", error.Message, StringComparison.Ordinal);
        Assert.Contains("'taken' version 1", error.Message, StringComparison.Ordinal);
        Assert.All(error.Faults, fault => Assert.NotEmpty(fault.Remedy));
    }

    [Fact]
    public async Task A_scan_finds_internal_and_nested_handlers_and_messages_without_one()
    {
        using var kit = new TestKit(
            kit => kit.AddHandlersFrom(typeof(StartupTests).Assembly),
            services => services.AddScoped<Journal>()
        );

        var error = await Assert.ThrowsAsync<StartupException>(async () => await kit.Commands.SendAsync(new Orphan()));

        var fault = Assert.Single(error.Faults, fault => fault.Subject == typeof(Orphan).ToString());
        Assert.Contains("command without a handler", fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(
            error.Faults,
            fault =>
                fault.Subject == typeof(Twice).ToString() && fault.Problem.Contains("without", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_singleton_that_captures_a_scoped_service_is_a_fault_even_through_a_transient()
    {
        using var kit = new TestKit(
            kit => kit.AddHandlersFrom(typeof(StartupTests).Assembly),
            services => services.AddTransient<Middle>().AddSingleton<Captor>().AddScoped<Journal>()
        );

        var error = await Assert.ThrowsAsync<StartupException>(async () => await kit.Root.StartCqrsKitAsync());

        var fault = Assert.Single(error.Faults, fault => fault.Subject == typeof(Captor).ToString());
        Assert.Contains("captures the scoped service", fault.Problem, StringComparison.Ordinal);
        Assert.Contains(nameof(Journal), fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_in_a_dependencys_constructor_reaches_the_caller_as_itself()
    {
        using var kit = new TestKit(
            kit => kit.AddCommandHandler<NeedsBroken, BrokenHandler>(),
            services => services.AddTransient<Broken>()
        );

        var error = await Assert.ThrowsAsync<InvalidTimeZoneException>(async () =>
            await kit.Commands.SendAsync(new NeedsBroken())
        );

        Assert.Equal("the real cause", error.Message);
    }

    [Fact]
    public async Task A_missing_handler_is_named_with_what_to_do()
    {
        using var kit = new TestKit(_ => { });

        var error = await Assert.ThrowsAsync<HandlerNotFoundException>(async () =>
            await kit.Commands.SendAsync(new Orphan())
        );

        Assert.Equal(typeof(Orphan), error.MessageType);
        Assert.Contains("AddHandlersFrom", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_containers_never_see_each_others_handlers()
    {
        using var first = new TestKit(kit => kit.AddCommandHandler<Which, string, WhichA>());
        using var second = new TestKit(kit => kit.AddCommandHandler<Which, string, WhichB>());

        Assert.Equal("a", await first.Commands.SendAsync(new Which()));
        Assert.Equal("b", await second.Commands.SendAsync(new Which()));
    }

    [Fact]
    public async Task Modules_in_several_calls_add_up()
    {
        var services = new ServiceCollection();
        services.AddCqrsKit(kit => kit.AddCommandHandler<Which, string, WhichA>());
        services.AddCqrsKit(kit => kit.AddQueryHandler<WhichQuery, string, WhichQueryHandler>());
        await using var root = services.BuildServiceProvider(validateScopes: true);

        Assert.Equal("a", await root.GetRequiredService<ICommandDispatcher>().SendAsync(new Which()));
        Assert.Equal("q", await root.GetRequiredService<IQueryDispatcher>().QueryAsync(new WhichQuery()));
    }

    [Fact]
    public async Task First_use_by_many_at_once_starts_once()
    {
        var task = new CountingTask();
        using var kit = new TestKit(
            kit => kit.AddCommandHandler<Which, string, WhichA>(),
            services => services.AddSingleton<IStartupTask>(task)
        );

        await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(_ =>
                    Task.Run(async () => await kit.Root.GetRequiredService<ICommandDispatcher>().SendAsync(new Which()))
                )
        );

        Assert.Equal(1, task.Runs);
    }

    private sealed class CountingTask : IStartupTask
    {
        private int _runs;
        public int Runs => _runs;
        public StartupPhase Phase => StartupPhase.Prepare;

        public ValueTask RunAsync(
            System.Collections.Generic.ICollection<StartupFault> faults,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _runs);
            return default;
        }
    }

    private sealed record Twice : ICommand;

    private sealed record Orphan : ICommand;

    private sealed record Which : ICommand<string>;

    private sealed record WhichQuery : IQuery<string>;

    private sealed record NeedsBroken : ICommand;

    private sealed record Nameless : IEvent;

    [EventName("taken")]
    private sealed record TakenA : IEvent;

    [EventName("taken")]
    private sealed record TakenB : IEvent;

    private sealed class FirstHandler : ICommandHandler<Twice>
    {
        public ValueTask HandleAsync(Twice command, CancellationToken cancellationToken) => default;
    }

    private sealed class SecondHandler : ICommandHandler<Twice>
    {
        public ValueTask HandleAsync(Twice command, CancellationToken cancellationToken) => default;
    }

    private sealed class WhichA : ICommandHandler<Which, string>
    {
        public ValueTask<string> HandleAsync(Which command, CancellationToken cancellationToken) => new("a");
    }

    private sealed class WhichB : ICommandHandler<Which, string>
    {
        public ValueTask<string> HandleAsync(Which command, CancellationToken cancellationToken) => new("b");
    }

    private sealed class WhichQueryHandler : IQueryHandler<WhichQuery, string>
    {
        public ValueTask<string> HandleAsync(WhichQuery query, CancellationToken cancellationToken) => new("q");
    }

    private sealed class Broken
    {
        public Broken() => throw new InvalidTimeZoneException("the real cause");
    }

#pragma warning disable CS9113 // injected for the sake of being injected
    private sealed class BrokenHandler(Broken broken) : ICommandHandler<NeedsBroken>
    {
        public ValueTask HandleAsync(NeedsBroken command, CancellationToken cancellationToken) => default;
    }

    private sealed class Middle(Journal journal);

    private sealed class Captor(Middle middle);
#pragma warning restore CS9113

    private sealed class Never<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
        where TMessage : IDisposable
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }
}
