using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.InMemory;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Tests.Consistency;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace CqrsKit.Tests.Simulation;

/// <summary>Core, unchanged, on one thread and in virtual time: the same seed gives the same trace.</summary>
public sealed class OneThreadTests
{
    [Fact]
    public void Commands_a_conflict_a_projection_and_a_wait_run_on_one_thread_with_the_same_trace_each_time()
    {
        var first = OnAThreadOfItsOwn(Simulate);
        var second = OnAThreadOfItsOwn(Simulate);

        Assert.Equal(first, second);
        Assert.Contains(first, line => line.StartsWith("committed Conflict", StringComparison.Ordinal));
        Assert.Contains("answer 4 after waiting", first);
    }

    [Fact]
    public void The_trace_notices_the_thread_pool()
    {
        Assert.Throws<InvalidOperationException>(() =>
            OnAThreadOfItsOwn(() =>
            {
                var trace = new Trace();
                Task.Run(() => trace.Add("somewhere else")).GetAwaiter().GetResult();
                return trace.Lines;
            })
        );
    }

    [Fact]
    public void Two_processes_share_a_view_on_one_thread_with_the_same_trace_each_time()
    {
        var first = OnAThreadOfItsOwn(Share);
        var second = OnAThreadOfItsOwn(Share);

        Assert.Equal(first, second);
        Assert.Equal(["2 and 2", "4 and 0"], first.Where(line => line.Contains(" and ")));
    }

    private static IReadOnlyList<string> Share()
    {
        var trace = new Trace();
        var time = new ManualTime();
        var waiting = new Waiting(time, inline: true);
        var ids = new CountedIds();
        var database = new InMemoryDatabase(waiting, ids);
        var processes = Enumerable
            .Range(0, 2)
            .Select(_ =>
                new ServiceCollection()
                    .AddSingleton<TimeProvider>(time)
                    .AddSingleton<IdSource>(ids)
                    .AddSingleton(waiting)
                    .AddSingleton(database)
                    .AddCqrsKit(kit =>
                    {
                        kit.UseInMemory()
                            .AddCommandHandler<Count, long, CountHandler>()
                            .AddEvent<Counted>()
                            .AddAggregate<CounterAggregate>()
                            .AddView<CounterViews>(view => view.Async().Partitions(4));
                        kit.Services.AddSingleton(database.LeaseStore).AddSingleton(trace);
                    })
                    .BuildServiceProvider(validateScopes: true)
            )
            .ToArray();
        foreach (var process in processes)
            Done(process.StartCqrsKitAsync());
        Note();
        Finish(processes[0].GetRequiredService<ICommandDispatcher>().SendAsync(new Count("a")).AsTask(), time);
        Done(processes[1].StopCqrsKitAsync());
        Note();
        Done(processes[0].StopCqrsKitAsync());
        foreach (var process in processes)
            Done(process.DisposeAsync());
        return trace.Lines;

        void Note()
        {
            for (var i = 0; i < 20; i++)
                time.Advance(TimeSpan.FromMilliseconds(250));
            foreach (var one in processes.SelectMany(process => process.GetRequiredService<IRunner>().Followers))
                trace.Add($"{one.Partition} {one.State} {one.Mark.Position}");
            trace.Add(string.Join(" and ", processes.Select(Running)));
        }

        static int Running(IServiceProvider process) =>
            process.GetRequiredService<IRunner>().Followers.Count(one => one.State == RunnerState.Running);
    }

    private static IReadOnlyList<string> Simulate()
    {
        var trace = new Trace();
        var time = new ManualTime();
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddSingleton<IdSource>(new CountedIds())
            .AddSingleton(new Waiting(time, inline: true))
            .AddSingleton(trace)
            .AddCqrsKit(kit =>
                kit.UseInMemory()
                    .AddCommandHandler<Count, long, CountHandler>()
                    .AddQueryHandler<CountOf, long, CountOfHandler>()
                    .AddEvent<Counted>()
                    .AddAggregate<CounterAggregate>()
                    .AddView<CounterViews>(view => view.Async())
            );
        services.Replace(
            ServiceDescriptor.Singleton<IWriteStore>(provider => new TracedWrites(
                provider.GetRequiredService<InMemoryDatabase>().WriteStore,
                trace
            ))
        );
        var provider = services.BuildServiceProvider(validateScopes: true);
        var commands = provider.GetRequiredService<ICommandDispatcher>();

        Finish(commands.SendAsync(new Count("a")).AsTask(), time);
        // Each loads version 1, then thinks for as long; all but one are conflicts and run again.
        var sent = Enumerable.Range(0, 3).Select(i => commands.SendWithReceiptAsync(new Count("a")).AsTask()).ToArray();
        Finish(Task.WhenAll(sent), time);
        var token = sent.Aggregate(ConsistencyToken.None, (all, task) => all.Merge(task.Result.Token));

        // Nobody projects yet, so the query waits; the runner's first apply wakes it, without time going on.
        var answer = provider
            .GetRequiredService<IQueryDispatcher>()
            .QueryWithReceiptAsync(new CountOf("a"), Contract.AtLeast(token))
            .AsTask();
        Assert.False(answer.IsCompleted);
        Done(provider.StartCqrsKitAsync());
        Assert.True(answer.IsCompletedSuccessfully, "The query was not woken on this thread.");
        Assert.True(answer.Result.Receipt.Met);
        trace.Add($"answer {answer.Result.Result} after waiting");
        Done(provider.StopCqrsKitAsync());
        Done(provider.DisposeAsync());
        return trace.Lines;
    }

    /// <summary>Lets time go on, a step after another, until a task is done.</summary>
    private static void Finish(Task task, ManualTime time)
    {
        for (var step = 0; !task.IsCompleted; step++)
        {
            Assert.True(step < 10_000, "It does not come to an end, or it goes on on another thread.");
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        task.GetAwaiter().GetResult();
    }

    private static void Done(ValueTask task)
    {
        Assert.True(task.IsCompleted, "It is not done on this thread.");
        task.GetAwaiter().GetResult();
    }

    private static IReadOnlyList<string> OnAThreadOfItsOwn(Func<IReadOnlyList<string>> simulate)
    {
        IReadOnlyList<string> lines = [];
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                lines = simulate();
            }
            catch (Exception thrown)
            {
                error = thrown;
            }
        });
        thread.Start();
        thread.Join();
        return error is null ? lines : throw error;
    }

    private sealed record Count(string Key) : ICommand<long>;

    private sealed record CountOf(string Key) : IQuery<long>;

    [EventName("simulation-counted")]
    private sealed record Counted(string Key) : IEvent;

    private sealed record Counter(long Value);

    private sealed record CounterView(long Value);

    private sealed class CounterAggregate : Aggregate<Counter>
    {
        public CounterAggregate()
            : base("counter") => On<Counted>((counter, _) => new Counter((counter?.Value ?? 0) + 1));
    }

    private sealed class CounterViews : Projection<CounterView>
    {
        public CounterViews()
            : base("counters") => On<Counted>(e => e.Key, (view, _) => new CounterView((view?.Value ?? 0) + 1));
    }

    private sealed class CountHandler(IRepository<Counter> counters, Waiting waiting, Trace trace)
        : ICommandHandler<Count, long>
    {
        public async ValueTask<long> HandleAsync(Count command, CancellationToken cancellationToken)
        {
            var counter = await counters.LoadAsync(command.Key, cancellationToken);
            await waiting.DelayAsync(TimeSpan.FromMilliseconds(5), cancellationToken);
            trace.Add($"decide at {counter.Version}");
            return counter.Append(new Counted(command.Key)).State!.Value;
        }
    }

    private sealed class CountOfHandler(IReadStore<CounterView> counters) : IQueryHandler<CountOf, long>
    {
        public async ValueTask<long> HandleAsync(CountOf query, CancellationToken cancellationToken) =>
            (await counters.GetAsync(query.Key, cancellationToken))?.Value ?? 0;
    }
}
