using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>What surrounds a handler, in which order.</summary>
internal static class Pipelines
{
    public static IEnumerable<Promise> All =>
        [
            new("Behaviors run in the order of registration, the first outermost, at once or later", Order),
            new("Hooks and behaviors keep their places among one another", MixedOrder),
            new("Behaviors marked per attempt run inside all others", PerAttempt),
            new(
                "An open generic behavior applies where its constraints hold, a closed one to its message",
                Constraints
            ),
            new("A hook of an interface applies to every message that has it", BaseHooks),
            new("A behavior may answer without the handler", ShortCircuit),
            new("A behavior may call the rest again, and replace the result", Retry),
            new("An after hook may replace the result", AfterReplaces),
            new(
                "An exception passes the behaviors it is thrown in, and error hooks see it from the inside out",
                Errors
            ),
            new("A hook's own exception takes the place of the one it saw", HookErrors),
            new("A before hook refuses, and nothing inside of it runs", Refusal),
            new("A command without result has the same pipeline", WithoutResult),
            new("Behaviors are of their declared lifetime", BehaviorLifetimes),
        ];

    private static async Task Order(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(One<,>)).AddBehavior(typeof(Two<,>)).AddBehavior(typeof(Three<,>)),
                services => Register(services, lifetime)
            );
            var commands = kit.Commands;
            for (var i = 0; i < 4; i++)
            {
                foreach (var late in new[] { false, true })
                {
                    Check.Equal(1, await commands.SendAsync(new Work(late)));
                    Check.Equal("1( 2( 3( work 3) 2) 1)", kit.Log.Take());
                    Check.Equal(1, await Unknown.SendAsync(commands, new Work(late)));
                    Check.Equal("1( 2( 3( work 3) 2) 1)", kit.Log.Take());
                }
            }

            Check.Equal("8", await kit.Queries.QueryAsync(new Double(4)));
            Check.Equal("1( 2( 3( 3) 2) 1)", kit.Log.Take());
        }
    }

    private static async Task MixedOrder(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit =>
                    kit.AddBehavior(typeof(Before<>))
                        .AddBehavior(typeof(One<,>))
                        .AddBehavior(typeof(After<,>))
                        .AddBehavior(typeof(Ends<,>))
                        .AddBehavior(typeof(Two<,>)),
                services => Register(services, lifetime)
            );
            var commands = kit.Commands;
            for (var i = 0; i < 4; i++)
            {
                foreach (var late in new[] { false, true })
                {
                    await commands.SendAsync(new Work(late));
                    Check.Equal("before 1( begin 2( work 2) end after 1)", kit.Log.Take());
                }
            }
        }
    }

    private static async Task PerAttempt(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior(typeof(Inner<,>)).AddBehavior(typeof(One<,>)));
        for (var i = 0; i < 3; i++)
        {
            await kit.Commands.SendAsync(new Work(false));
            Check.Equal("1( inner( work inner) 1)", kit.Log.Take());
        }
    }

    private static async Task Constraints(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior(typeof(OnlyCommands<,>)).AddBehavior(typeof(OnlyAudited<,>)).AddBehavior<OnlyWork>()
        );
        for (var i = 0; i < 3; i++)
        {
            await kit.Commands.SendAsync(new Work(false));
            Check.Equal("command only-work work", kit.Log.Take());
            await kit.Commands.SendAsync(new Audited());
            Check.Equal("command audited done", kit.Log.Take());
            await kit.Queries.QueryAsync(new Double(1));
            Check.Equal("", kit.Log.Take());
        }
    }

    private static async Task BaseHooks(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior<AuditHook>());
        await kit.Commands.SendAsync(new Audited());
        Check.Equal("audit Audited done", kit.Log.Take());
        await kit.Commands.SendAsync(new Work(false));
        Check.Equal("work", kit.Log.Take());
    }

    private static async Task ShortCircuit(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(One<,>)).AddBehavior<Cached>().AddBehavior(typeof(Two<,>)),
                services => Register(services, lifetime).With<Cached>(lifetime)
            );
            for (var i = 0; i < 3; i++)
            {
                Check.Equal(42, await kit.Commands.SendAsync(new Work(false)));
                Check.Equal("1( 1)", kit.Log.Take());
            }
        }
    }

    private static async Task Retry(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior<Twice>().AddBehavior(typeof(Two<,>)),
                services => Register(services, lifetime).With<Twice>(lifetime)
            );
            for (var i = 0; i < 3; i++)
            {
                Check.Equal(2, await kit.Commands.SendAsync(new Work(true)));
                Check.Equal("2( work 2) 2( work 2)", kit.Log.Take());
            }
        }
    }

    private static async Task AfterReplaces(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior<Plus>().AddBehavior<Plus>().AddBehavior<TimesTen>(),
                services => Register(services, lifetime).With<Plus>(lifetime).With<TimesTen>(lifetime)
            );
            foreach (var late in new[] { false, true, false, true })
                Check.Equal(11, await kit.Commands.SendAsync(new Work(late)));
        }
    }

    private static async Task Errors(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit =>
                    kit.AddBehavior(typeof(SeesFirst<>))
                        .AddBehavior(typeof(One<,>))
                        .AddBehavior(typeof(SeesLast<>))
                        .AddBehavior(typeof(After<,>)),
                services => Register(services, lifetime)
            );
            foreach (var late in new[] { false, true, false, true })
            {
                var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                    await kit.Commands.SendAsync(new Fail(late))
                );
                Check.Equal("as it is", error.Message);
                Check.Equal("1( last:as_it_is 1! first:as_it_is", kit.Log.Take());
            }
        }
    }

    private static async Task HookErrors(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior(typeof(SeesFirst<>)).AddBehavior(typeof(Worse<>)).AddBehavior(typeof(SeesLast<>))
        );
        foreach (var late in new[] { false, true, false, true })
        {
            var error = await Check.ThrowsAsync<InvalidOperationException>(async () =>
                await kit.Commands.SendAsync(new Fail(late))
            );
            Check.Equal("worse", error.Message);
            Check.Equal("last:as_it_is first:worse", kit.Log.Take());
        }
    }

    private static async Task Refusal(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit =>
                kit.AddBehavior(typeof(SeesFirst<>))
                    .AddBehavior(typeof(Refuses<>))
                    .AddBehavior(typeof(SeesLast<>))
                    .AddBehavior(typeof(One<,>))
        );
        for (var i = 0; i < 3; i++)
        {
            await Check.ThrowsAsync<ArgumentException>(async () => await kit.Commands.SendAsync(new Work(false)));
            Check.Equal("first:refused", kit.Log.Take());
        }
    }

    private static async Task WithoutResult(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.AddBehavior(typeof(One<,>)).AddBehavior(typeof(Before<>)),
                services => Register(services, lifetime).With<NoteHandler>(lifetime)
            );
            for (var i = 0; i < 3; i++)
            {
                await kit.Commands.SendAsync(new Note("noted"));
                Check.Equal("1( before noted 1)", kit.Log.Take());
            }
        }
    }

    private static async Task BehaviorLifetimes(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit => kit.AddBehavior<CountsSingle>().AddBehavior<CountsScoped>().AddBehavior<CountsTransient>()
        );
        await using var other = kit.NewScope();
        var there = other.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        await kit.Commands.SendAsync(new Work(false));
        await kit.Commands.SendAsync(new Work(false));
        Check.Equal("single:1 scoped:1 transient:1 work single:2 scoped:2 transient:1 work", kit.Log.Take());
        await there.SendAsync(new Work(false));
        Check.Equal("single:3 scoped:1 transient:1 work", kit.Log.Take());
    }

    private static IServiceCollection Register(IServiceCollection services, ServiceLifetime lifetime)
    {
        services.With<WorkHandler>(lifetime).With<FailHandler>(lifetime).With<DoubleHandler>(lifetime);
        if (System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported)
            AddOpen(services, lifetime);
        return services;
    }

    private static void AddOpen(IServiceCollection services, ServiceLifetime lifetime)
    {
        services.Add(new ServiceDescriptor(typeof(One<,>), typeof(One<,>), lifetime));
        services.Add(new ServiceDescriptor(typeof(Two<,>), typeof(Two<,>), lifetime));
        services.Add(new ServiceDescriptor(typeof(Three<,>), typeof(Three<,>), lifetime));
        services.Add(new ServiceDescriptor(typeof(Before<>), typeof(Before<>), lifetime));
        services.Add(new ServiceDescriptor(typeof(After<,>), typeof(After<,>), lifetime));
        services.Add(new ServiceDescriptor(typeof(Ends<,>), typeof(Ends<,>), lifetime));
        services.Add(new ServiceDescriptor(typeof(SeesFirst<>), typeof(SeesFirst<>), lifetime));
        services.Add(new ServiceDescriptor(typeof(SeesLast<>), typeof(SeesLast<>), lifetime));
    }
}
