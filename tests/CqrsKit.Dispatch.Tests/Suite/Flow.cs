using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>What passes through a pipeline: exceptions, tokens, further messages, threads, ends of scopes.</summary>
internal static class Flow
{
    public static IEnumerable<Promise> All =>
        [
            new("What a behavior throws passes the behaviors outside of it, before or after the rest", BehaviorErrors),
            new("What an after hook throws is seen outside of it", AfterErrors),
            new("What cannot be made fails where it stands in the pipeline", Unmakeable),
            new("A behavior may hand on another token", OtherTokens),
            new("A message may be sent again from its own handler, through the same pipeline", Recursion),
            new("Each container has its own pipeline for the same message", TwoPipelines),
            new("A behavior that is added twice stands where it was added first", AddedTwice),
            new("First use by many threads makes one singleton, and one handler for each scope", ConcurrentLifetimes),
            new("Behaviors and hooks are disposed with their scope", BehaviorDisposal),
            new("The container's own scope for a call ends with it, failed or left early", RootScopes),
            new("A scope's bound calls end with it", BoundCallsEnd),
        ];

    private static async Task BehaviorErrors(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            foreach (var (when, late) in Moments())
            {
                await using var kit = new Kit(
                    mode,
                    kit =>
                        kit.AddBehavior(typeof(SeesFirst<>))
                            .AddBehavior(typeof(One<,>))
                            .AddBehavior<Throwing>()
                            .AddBehavior(typeof(SeesLast<>)),
                    services =>
                        Open(services, lifetime)
                            .With<WorkHandler>(lifetime)
                            .With<Throwing>(lifetime)
                            .AddSingleton(new Plan(when, late))
                );
                var commands = kit.Commands;
                for (var i = 0; i < 3; i++)
                {
                    var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                        await commands.SendAsync(new Work(late))
                    );
                    Check.Equal("planned", error.Message);
                    Check.Equal(when == "before" ? "1( 1! first:planned" : "1( work 1! first:planned", kit.Log.Take());
                }
            }
        }

        static IEnumerable<(string When, bool Late)> Moments() =>
            from when in new[] { "before", "after" }
            from late in new[] { false, true }
            select (when, late);
    }

    private static async Task AfterErrors(Mode mode)
    {
        foreach (var late in new[] { false, true })
        {
            await using var kit = new Kit(
                mode,
                kit =>
                    kit.AddBehavior(typeof(SeesFirst<>))
                        .AddBehavior<Spoiling>()
                        .AddBehavior(typeof(SeesLast<>))
                        .AddBehavior(typeof(After<,>)),
                services => services.AddSingleton(new Plan("after", late))
            );
            for (var i = 0; i < 3; i++)
            {
                await Check.ThrowsAsync<NotSupportedException>(async () =>
                    await kit.Commands.SendAsync(new Work(late))
                );
                Check.Equal("work after first:planned", kit.Log.Take());
            }
        }
    }

    private static async Task Unmakeable(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit =>
                    kit.AddBehavior(typeof(SeesFirst<>))
                        .AddBehavior(typeof(One<,>))
                        .AddBehavior<NeedsBrokenToo>()
                        .AddBehavior(typeof(Two<,>)),
                services =>
                    Open(services, lifetime)
                        .AddSingleton<Broken>(_ => throw new NotSupportedException("broken"))
                        .With<NeedsBrokenHandler>(lifetime)
                        .With<NeedsBrokenToo>(lifetime)
                        .With<WorkHandler>(lifetime)
            );
            var commands = kit.Commands;
            for (var i = 0; i < 3; i++)
            {
                foreach (var known in new[] { true, false })
                {
                    await Check.ThrowsAsync<NotSupportedException>(async () =>
                        _ = known
                            ? await commands.SendAsync(new NeedsBroken())
                            : await Unknown.SendAsync(commands, new NeedsBroken())
                    );
                    Check.Equal("1( 2( 2! 1! first:broken", kit.Log.Take());
                    await Check.ThrowsAsync<NotSupportedException>(async () =>
                        await commands.SendAsync(new Work(false))
                    );
                    Check.Equal("1( 1! first:broken", kit.Log.Take());
                }
            }
        }
    }

    private static async Task OtherTokens(Mode mode)
    {
        using var source = new CancellationTokenSource();
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior<HandsOn>(),
            services => services.AddSingleton(source)
        );
        for (var i = 0; i < 3; i++)
            Check.Equal(source.Token, await kit.Commands.SendAsync(new WhichToken()));
    }

    private static async Task Recursion(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(One<,>)).AddBehavior(typeof(Before<>)),
                services => Open(services, lifetime).With<DownHandler>(lifetime)
            );
            var commands = kit.Commands;
            for (var i = 0; i < 3; i++)
            {
                Check.Equal(3, await commands.SendAsync(new Down(2)));
                Check.Equal("1( before 1( before 1( before 1) 1) 1)", kit.Log.Take());
            }
        }
    }

    private static async Task TwoPipelines(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var one = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(One<,>)),
                services => Open(services, lifetime).With<WorkHandler>(lifetime)
            );
            await using var two = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(Two<,>)).AddBehavior(typeof(One<,>)),
                services => Open(services, lifetime).With<WorkHandler>(lifetime)
            );
            await using var none = new Kit(mode, services: services => services.With<WorkHandler>(lifetime));
            for (var i = 0; i < 4; i++)
            {
                foreach (var kit in new[] { one, two, none })
                {
                    await kit.Commands.SendAsync(new Work(false));
                    await Unknown.SendAsync(kit.Commands, new Work(false));
                }

                Check.Equal("1( work 1) 1( work 1)", one.Log.Take());
                Check.Equal("2( 1( work 1) 2) 2( 1( work 1) 2)", two.Log.Take());
                Check.Equal("work work", none.Log.Take());
            }
        }
    }

    private static async Task AddedTwice(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior(typeof(One<,>)).AddBehavior(typeof(Two<,>)).AddBehavior(typeof(One<,>))
        );
        for (var i = 0; i < 3; i++)
        {
            await kit.Commands.SendAsync(new Work(false));
            Check.Equal("1( 2( work 2) 1)", kit.Log.Take());
        }
    }

    private static async Task ConcurrentLifetimes(Mode mode)
    {
        const int Threads = 4;
        foreach (var lifetime in Lifetimes.All)
        {
            for (var round = 0; round < 10; round++)
            {
                await using var kit = new Kit(
                    mode,
                    kit => kit.AddBehavior<BornHook>(),
                    services => services.With<BornHandler>(lifetime).With<BornHook>(lifetime)
                );
                using var start = new Barrier(Threads);
                var answers = new int[Threads];
                var senders = Enumerable
                    .Range(0, Threads)
                    .Select(i => new Thread(() =>
                    {
                        using var scope = kit.Root.CreateScope();
                        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
                        var queries = scope.ServiceProvider.GetRequiredService<IQueryDispatcher>();
                        var events = scope.ServiceProvider.GetRequiredService<IEventDispatcher>();
                        start.SignalAndWait();
                        for (var n = 0; n < 4; n++)
                        {
                            answers[i] += commands.SendAsync(new Born()).AsTask().GetAwaiter().GetResult();
                            answers[i] += queries.QueryAsync(new BornToo()).AsTask().GetAwaiter().GetResult();
                            events.PublishAsync(new BornEvent()).AsTask().GetAwaiter().GetResult();
                        }
                    }))
                    .ToArray();
                Array.ForEach(senders, sender => sender.Start());
                Array.ForEach(senders, sender => sender.Join());
                Check.Equal(Threads * 8, answers.Sum());
                var born = kit.Log.Lines.Count(line => line == "born");
                Check.Equal(Threads * 4, kit.Log.Lines.Count(line => line == "heard"));
                Check.Equal(
                    lifetime switch
                    {
                        ServiceLifetime.Singleton => 2,
                        ServiceLifetime.Scoped => 2 * Threads,
                        _ => Threads * 4 * 4, // handler thrice and hook once a round
                    },
                    born
                );
            }
        }
    }

    private static async Task BehaviorDisposal(Mode mode)
    {
        var kit = new Kit(
            mode,
            kit => kit.AddBehavior<ClosesSingle>().AddBehavior<ClosesScoped>().AddBehavior<ClosesTransient>()
        );
        await using (var scope = kit.NewScope())
        {
            var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            await commands.SendAsync(new Work(false));
            await commands.SendAsync(new Work(false));
            Check.Equal("work work", kit.Log.Take());
        }

        Check.Equal("transient transient scoped", kit.Log.Take());
        await kit.DisposeAsync();
        Check.Equal("single", kit.Log.Take());
    }

    private static async Task RootScopes(Mode mode)
    {
        await using var kit = new Kit(mode, services: services => services.AddScoped<Closing>());
        var commands = kit.Root.GetRequiredService<ICommandDispatcher>();
        var queries = kit.Root.GetRequiredService<IQueryDispatcher>();
        for (var i = 0; i < 3; i++)
        {
            await commands.SendAsync(new Opened(Fails: false));
            Check.Equal("opened closed", kit.Log.Take());
            await Check.ThrowsAsync<NotSupportedException>(async () => await commands.SendAsync(new Opened(true)));
            Check.Equal("opened closed", kit.Log.Take());
            await foreach (var item in queries.StreamAsync(new OpenedItems()))
            {
                if (item == 2)
                    break;
            }

            Check.Equal("1 2 closed", kit.Log.Take());
        }
    }

    private static async Task BoundCallsEnd(Mode mode)
    {
        await using var kit = new Kit(mode);
        var scope = kit.NewScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        for (var i = 0; i < 4; i++)
            await commands.SendAsync(new UseScoped());
        await scope.DisposeAsync();
        for (var i = 0; i < 3; i++)
            await Check.ThrowsAsync<ObjectDisposedException>(async () => await commands.SendAsync(new UseScoped()));
    }

    private static IServiceCollection Open(IServiceCollection services, ServiceLifetime lifetime)
    {
        if (System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported)
        {
            services.Add(new ServiceDescriptor(typeof(One<,>), typeof(One<,>), lifetime));
            services.Add(new ServiceDescriptor(typeof(Two<,>), typeof(Two<,>), lifetime));
            services.Add(new ServiceDescriptor(typeof(Before<>), typeof(Before<>), lifetime));
            services.Add(new ServiceDescriptor(typeof(SeesFirst<>), typeof(SeesFirst<>), lifetime));
            services.Add(new ServiceDescriptor(typeof(SeesLast<>), typeof(SeesLast<>), lifetime));
        }

        return services;
    }
}
