using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>Events in process: who hears them, in which order, and what becomes of a failure.</summary>
internal static class InProcess
{
    public static IEnumerable<Promise> All =>
        [
            new("Event handlers run by their numbers, then by their names, whichever they handle the event by", Order),
            new("Event handlers of several registrations run in the order of these", Registrations),
            new("The first failure stops the rest, or all run and all failures are thrown", Failures),
            new("What is said of an event's type decides over what was said before of all", SettingsByType),
            new("Parallel handlers start in order, and none waits for another", Parallel),
            new("A handler that cannot be made fails in its turn", Unmakeable),
            new("Handlers of one event share the publisher's scope, from the container a scope for each event", Shared),
            new("An event handler may have a scope for each call", OwnScopes),
            new("Struct events and closed generic ones are handled, by their interfaces too", Kinds),
            new("The publisher's token is the handlers'", Tokens),
            new("A handler may publish further events", Nested),
            new("Event handlers are disposed with their scope, singletons with the container", Disposal),
        ];

    private static async Task Order(Mode mode)
    {
        await using var kit = new Kit(mode);
        for (var i = 0; i < 3; i++)
        {
            await kit.Events.PublishAsync(new Listed());
            Check.Equal("early B a outer inner outerA face type late", kit.Log.Take());
            await kit.Events.PublishAsync<IEvent>(new Listed());
            Check.Equal("early B a outer inner outerA face type late", kit.Log.Take());
        }
    }

    private static async Task Registrations(Mode mode)
    {
        var before = mode with
        {
            AddHandlers = kit =>
            {
                kit.AddEventHandler<Listed, Extra<int>>();
                mode.AddHandlers(kit);
            },
        };
        await using var kit = new Kit(before, kit => kit.AddEventHandler<IListed, Extra<string>>());
        for (var i = 0; i < 3; i++)
        {
            await kit.Events.PublishAsync(new Listed());
            Check.Equal("early Int32 B a outer inner outerA face type String late", kit.Log.Take());
        }
    }

    private static async Task Failures(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            foreach (var (parallel, all) in new[] { (false, false), (false, true), (true, false), (true, true) })
            {
                await using var kit = new Kit(
                    mode,
                    kit =>
                        kit.ConfigureEventDispatch(options =>
                            (options.IsParallel, options.OnFailure) = (
                                parallel,
                                all ? EventFailure.RunAll : EventFailure.Stop
                            )
                        ),
                    services => services.With<RiskA>(lifetime).With<RiskB>(lifetime).With<RiskC>(lifetime)
                );
                var events = kit.Events;
                for (var i = 0; i < 3; i++)
                {
                    if (parallel || all)
                        await Together(() => events.PublishAsync(new Risk()));
                    else
                        await First(() => events.PublishAsync(new Risk()));
                    Check.Equal(parallel || all ? "b" : "", kit.Log.Take());
                    await events.PublishAsync(new Risk(IsSafe: true));
                    Check.Equal("b", kit.Log.Take());
                }
            }
        }

        static async Task First(Func<ValueTask> publish) =>
            Check.Equal(
                "at once",
                (await Check.ThrowsAsync<NotSupportedException>(async () => await publish())).Message
            );

        static async Task Together(Func<ValueTask> publish) =>
            Check.Lines(
                "at once, later",
                [
                    string.Join(
                        ", ",
                        (
                            await Check.ThrowsAsync<AggregateException>(async () => await publish())
                        ).InnerExceptions.Select(error => error.Message)
                    ),
                ]
            );
    }

    private static async Task SettingsByType(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            kit =>
                kit.ConfigureEventDispatch<IRisky>(options => options.OnFailure = EventFailure.RunAll)
                    .ConfigureEventDispatch<Moved>(options => options.OnFailure = EventFailure.Stop)
        );
        for (var i = 0; i < 3; i++)
        {
            await Check.ThrowsAsync<AggregateException>(async () => await kit.Events.PublishAsync(new Risk()));
            Check.Equal("b", kit.Log.Take());
        }

        await using var over = new Kit(
            mode,
            kit =>
                kit.ConfigureEventDispatch(options => options.OnFailure = EventFailure.RunAll)
                    .ConfigureEventDispatch<Risk>(options => options.OnFailure = EventFailure.Stop)
        );
        for (var i = 0; i < 3; i++)
        {
            await Check.ThrowsAsync<NotSupportedException>(async () => await over.Events.PublishAsync(new Risk()));
            Check.Equal("", over.Log.Take());
        }
    }

    private static async Task Parallel(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                kit => kit.ConfigureEventDispatch<Gated>(options => options.IsParallel = true),
                services => services.With<GateA>(lifetime).With<GateB>(lifetime)
            );
            var events = kit.Events;
            for (var i = 0; i < 3; i++)
            {
                await events.PublishAsync(new Gated(new()));
                Check.Equal("waits opens waited", kit.Log.Take());
            }
        }
    }

    private static async Task Unmakeable(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            foreach (var policy in new[] { EventFailure.Stop, EventFailure.RunAll })
            {
                await using var kit = new Kit(
                    mode,
                    kit => kit.ConfigureEventDispatch(options => options.OnFailure = policy),
                    services =>
                        services
                            .AddSingleton<Broken>(_ => throw new NotSupportedException("the broken thing"))
                            .With<MadeA>(lifetime)
                            .With<MadeB>(lifetime)
                            .With<MadeC>(lifetime)
                );
                var events = kit.Events;
                for (var i = 0; i < 3; i++)
                {
                    var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                        await events.PublishAsync(new Made())
                    );
                    Check.Equal("the broken thing", error.Message);
                    Check.Equal(policy == EventFailure.Stop ? "a" : "a c", kit.Log.Take());
                }
            }
        }
    }

    private static async Task Shared(Mode mode)
    {
        await using var kit = new Kit(mode);
        var seen = new HashSet<object>();
        for (var i = 0; i < 3; i++)
        {
            var here = new Where();
            await kit.Events.PublishAsync(here);
            Check.True(here.Seen.All(kit.Scope.GetRequiredService<Marker>().Equals), "the publisher's scope");
            var root = new Where();
            await kit.Root.GetRequiredService<IEventDispatcher>().PublishAsync(root);
            Check.Equal(2, root.Seen.Count);
            Check.Equal(root.Seen[0], root.Seen[1]);
            Check.True(seen.Add(root.Seen[0]), "a scope for each event");
        }
    }

    private static async Task OwnScopes(Mode mode)
    {
        await using var kit = new Kit(mode);
        kit.Scope.GetRequiredService<MessageContext>().Tenant = "acme";
        var seen = new HashSet<object>();
        for (var i = 0; i < 3; i++)
        {
            var apart = new Apart();
            await kit.Events.PublishAsync(apart);
            Check.Equal(1, apart.Seen.Count);
            Check.True(seen.Add(apart.Seen[0]), "a scope for each call");
            Check.Equal("acme closed", kit.Log.Take());
        }
    }

    private static async Task Kinds(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(mode, services: services => services.With<OnTicks>(lifetime));
            var events = kit.Events;
            for (var i = 0; i < 3; i++)
            {
                await events.PublishAsync(new Ticked(7));
                await events.PublishAsync<IEvent>(new Ticked(8));
                Check.Equal("any:7 own:7 any:8 own:8", kit.Log.Take());
                await events.PublishAsync(new Changed<int>(1));
                await events.PublishAsync(new Changed<string>("x"));
                Check.Equal("number text", kit.Log.Take());
            }
        }
    }

    private static async Task Tokens(Mode mode)
    {
        await using var kit = new Kit(mode);
        using var source = new CancellationTokenSource();
        var seen = new Seen([]);
        for (var i = 0; i < 3; i++)
            await kit.Events.PublishAsync(seen, source.Token);
        Check.True(seen.Tokens.Count == 3 && seen.Tokens.All(source.Token.Equals), "the publisher's token");
    }

    private static async Task Nested(Mode mode)
    {
        await using var kit = new Kit(mode);
        for (var i = 0; i < 3; i++)
        {
            await kit.Events.PublishAsync(new Knocked(3));
            Check.Equal("knock3 knock2 knock1 open", kit.Log.Take());
        }
    }

    private static async Task Disposal(Mode mode)
    {
        var kit = new Kit(mode);
        await using (var scope = kit.NewScope())
        {
            var events = scope.ServiceProvider.GetRequiredService<IEventDispatcher>();
            await events.PublishAsync(new Left());
            await events.PublishAsync(new Left());
            Check.Equal("", kit.Log.Take());
        }

        Check.Equal("scoped", kit.Log.Take());
        await kit.DisposeAsync();
        Check.Equal("single", kit.Log.Take());
    }
}
