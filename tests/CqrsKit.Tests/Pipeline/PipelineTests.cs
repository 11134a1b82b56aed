using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using CqrsKit.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Pipeline;

public sealed class PipelineTests
{
    [Fact]
    public async Task Behaviors_run_in_registered_order_and_the_first_is_the_outermost()
    {
        using var kit = Kit(kit => kit.AddBehavior(typeof(Outer<,>)).AddBehavior(typeof(Inner<,>)));

        var result = await kit.Commands.SendAsync(new Double(21));

        Assert.Equal(42, result);
        Assert.Equal(["outer in", "inner in", "handler", "inner out", "outer out"], Lines(kit));
    }

    [Fact]
    public async Task Hooks_and_behaviors_share_one_order()
    {
        using var kit = Kit(kit =>
            kit.AddBehavior(typeof(BeforeAll<>)).AddBehavior(typeof(Outer<,>)).AddBehavior(typeof(AddOne))
        );

        var result = await kit.Commands.SendAsync(new Double(21));

        Assert.Equal(43, result);
        Assert.Equal(["before", "outer in", "handler", "after 42", "outer out"], Lines(kit));
    }

    [Fact]
    public async Task A_behavior_may_answer_without_the_handler()
    {
        using var kit = Kit(kit => kit.AddBehavior<Cached>());

        Assert.Equal(7, await kit.Commands.SendAsync(new Double(1)));
        Assert.Empty(Lines(kit));
    }

    [Fact]
    public async Task A_behavior_and_an_error_hook_see_the_handlers_own_exception_and_the_caller_gets_it_unchanged()
    {
        using var kit = Kit(kit => kit.AddBehavior(typeof(SeesErrors<>)).AddBehavior(typeof(Outer<,>)));

        var error = await Assert.ThrowsAsync<BoomException>(async () => await kit.Commands.SendAsync(new Boom()));

        Assert.Equal(["outer in", "outer failed BoomException", "error BoomException"], Lines(kit));
        Assert.Contains(nameof(BoomHandler), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_behavior_applies_only_where_its_constraints_hold()
    {
        using var kit = Kit(kit => kit.AddBehavior(typeof(OnlyCommands<,>)).AddBehavior(typeof(OnlyQueries<,>)));

        await kit.Commands.SendAsync(new Double(1));
        await kit.Queries.QueryAsync(new Ask());

        Assert.Equal(["command", "handler", "query"], Lines(kit));
    }

    [Fact]
    public async Task A_closed_behavior_of_a_base_type_applies_to_derived_messages()
    {
        using var kit = Kit(kit => kit.AddBehavior<Audited>());

        await kit.Commands.SendAsync(new Double(1));
        await kit.Queries.QueryAsync(new Ask());

        Assert.Equal(["audited Double", "handler"], Lines(kit));
    }

    [Fact]
    public async Task Stream_behaviors_wrap_stream_queries_in_order()
    {
        using var kit = Kit(kit => kit.AddBehavior(typeof(Evens)).AddBehavior(typeof(Tenfold)));

        var items = new List<int>();
        await foreach (var item in kit.Queries.StreamAsync(new Count(3)))
            items.Add(item);

        Assert.Equal([10, 20, 30], items);
    }

    [Fact]
    public async Task Commands_without_a_result_pass_the_same_pipeline()
    {
        using var kit = Kit(kit => kit.AddBehavior(typeof(Outer<,>)));

        await kit.Commands.SendAsync(new Quiet());

        Assert.Equal(["outer in", "quiet", "outer out"], Lines(kit));
    }

    [Fact]
    public async Task The_token_reaches_behaviors_and_handler()
    {
        using var kit = Kit(kit => kit.AddBehavior(typeof(Outer<,>)));
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await kit.Commands.SendAsync(new Quiet(), source.Token)
        );
    }

    [Fact]
    public void What_is_no_behavior_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Kit(kit => kit.AddBehavior(typeof(Journal))));

        Assert.Contains("is no behavior", error.Message, StringComparison.Ordinal);
    }

    private static TestKit Kit(Action<CqrsKitBuilder> configure) =>
        new(
            kit =>
            {
                kit.AddCommandHandler<Double, int, DoubleHandler>()
                    .AddCommandHandler<Quiet, QuietHandler>()
                    .AddCommandHandler<Boom, int, BoomHandler>()
                    .AddQueryHandler<Ask, string, AskHandler>()
                    .AddStreamQueryHandler<Count, int, CountHandler>();
                configure(kit);
            },
            services => services.AddScoped<Journal>()
        );

    private static IReadOnlyList<string> Lines(TestKit kit) => kit.Scope.GetRequiredService<Journal>().Lines;

    private interface IAudited;

    private sealed record Double(int Value) : ICommand<int>, IAudited;

    private sealed record Quiet : ICommand;

    private sealed record Boom : ICommand<int>;

    private sealed record Ask : IQuery<string>;

    private sealed record Count(int To) : IStreamQuery<int>;

    private sealed class BoomException : Exception;

    private sealed class DoubleHandler(Journal journal) : ICommandHandler<Double, int>
    {
        public ValueTask<int> HandleAsync(Double command, CancellationToken cancellationToken)
        {
            journal.Add("handler");
            return new(command.Value * 2);
        }
    }

    private sealed class QuietHandler(Journal journal) : ICommandHandler<Quiet>
    {
        public ValueTask HandleAsync(Quiet command, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            journal.Add("quiet");
            return default;
        }
    }

    private sealed class BoomHandler : ICommandHandler<Boom, int>
    {
        public ValueTask<int> HandleAsync(Boom command, CancellationToken cancellationToken) =>
            throw new BoomException();
    }

    private sealed class AskHandler : IQueryHandler<Ask, string>
    {
        public ValueTask<string> HandleAsync(Ask query, CancellationToken cancellationToken) => new("answer");
    }

    private sealed class CountHandler : IStreamQueryHandler<Count, int>
    {
        public async IAsyncEnumerable<int> HandleAsync(
            Count query,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            for (var i = 1; i <= query.To; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return await ValueTask.FromResult(i);
            }
        }
    }

    private sealed class Outer<TMessage, TResult>(Journal journal) : IPipelineBehavior<TMessage, TResult>
    {
        public async ValueTask<TResult> HandleAsync<TNext>(
            TMessage message,
            TNext next,
            CancellationToken cancellationToken
        )
            where TNext : struct, INext<TResult>
        {
            journal.Add("outer in");
            try
            {
                var result = await next.InvokeAsync(cancellationToken);
                journal.Add("outer out");
                return result;
            }
            catch (Exception error)
            {
                journal.Add($"outer failed {error.GetType().Name}");
                throw;
            }
        }
    }

    private sealed class Inner<TMessage, TResult>(Journal journal) : IPipelineBehavior<TMessage, TResult>
    {
        public async ValueTask<TResult> HandleAsync<TNext>(
            TMessage message,
            TNext next,
            CancellationToken cancellationToken
        )
            where TNext : struct, INext<TResult>
        {
            journal.Add("inner in");
            var result = await next.InvokeAsync(cancellationToken);
            journal.Add("inner out");
            return result;
        }
    }

    private sealed class OnlyCommands<TCommand, TResult>(Journal journal) : IPipelineBehavior<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TCommand message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult>
        {
            journal.Add("command");
            return next.InvokeAsync(cancellationToken);
        }
    }

    private sealed class OnlyQueries<TQuery, TResult>(Journal journal) : IPipelineBehavior<TQuery, TResult>
        where TQuery : IQuery<TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TQuery message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult>
        {
            journal.Add("query");
            return next.InvokeAsync(cancellationToken);
        }
    }

    private sealed class Audited(Journal journal) : IPipelineBehavior<IAudited, int>
    {
        public ValueTask<int> HandleAsync<TNext>(IAudited message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<int>
        {
            journal.Add($"audited {message.GetType().Name}");
            return next.InvokeAsync(cancellationToken);
        }
    }

    private sealed class Cached : IPipelineBehavior<Double, int>
    {
        public ValueTask<int> HandleAsync<TNext>(Double message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<int> => new(7);
    }

    private sealed class BeforeAll<TMessage>(Journal journal) : IBeforeHook<TMessage>
    {
        public ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken)
        {
            journal.Add("before");
            return default;
        }
    }

    private sealed class AddOne(Journal journal) : IAfterHook<Double, int>
    {
        public ValueTask<int> AfterAsync(Double message, int result, CancellationToken cancellationToken)
        {
            journal.Add($"after {result}");
            return new(result + 1);
        }
    }

    private sealed class SeesErrors<TMessage>(Journal journal) : IErrorHook<TMessage>
    {
        public ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken)
        {
            journal.Add($"error {exception.GetType().Name}");
            return default;
        }
    }

    private sealed class Evens : IStreamBehavior<Count, int>
    {
        public async IAsyncEnumerable<int> Handle<TNext>(
            Count query,
            TNext next,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
            where TNext : struct, IStreamNext<int>
        {
            await foreach (var item in next.Invoke(cancellationToken).WithCancellation(cancellationToken))
            {
                if (item % 2 == 0)
                    yield return item;
            }
        }
    }

    private sealed class Tenfold : IStreamBehavior<Count, int>
    {
        public async IAsyncEnumerable<int> Handle<TNext>(
            Count query,
            TNext next,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
            where TNext : struct, IStreamNext<int>
        {
            await foreach (var item in next.Invoke(cancellationToken).WithCancellation(cancellationToken))
                yield return item * 10;
        }
    }
}
