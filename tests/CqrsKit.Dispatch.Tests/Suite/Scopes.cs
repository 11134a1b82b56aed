using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>Which instance handles, in which scope, and when it is disposed.</summary>
internal static class Scopes
{
    public static IEnumerable<Promise> All =>
        [
            new("A scope's dispatcher uses that scope, the container's a scope for each call", WhichScope),
            new("Each lifetime that a class declares has its instances", DeclaredLifetimes),
            new("A registration with the container comes before what the class declares", RegisteredLifetimes),
            new("What was made is disposed with its scope, singletons with the container", Disposal),
            new("Two containers in one process never see each other's handlers", TwoContainers),
            new("A scope that has ended is an error, not a wrong answer", AfterDisposal),
        ];

    private static async Task WhichScope(Mode mode)
    {
        await using var kit = new Kit(mode);
        var own = kit.Scope.GetRequiredService<Marker>();
        await using var other = kit.NewScope();
        var elsewhere = other.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        var root = kit.Root.GetRequiredService<ICommandDispatcher>();
        var seen = new HashSet<Marker> { own };
        for (var i = 0; i < 3; i++)
        {
            Check.Equal(own, await kit.Commands.SendAsync(new Inside()));
            Check.Equal(other.ServiceProvider.GetRequiredService<Marker>(), await elsewhere.SendAsync(new Inside()));
            Check.True(seen.Add(await root.SendAsync(new Inside())), "a scope of its own for each call from the root");
        }
    }

    private static async Task DeclaredLifetimes(Mode mode)
    {
        await using var kit = new Kit(mode);
        await using var other = kit.NewScope();
        var here = kit.Commands;
        var there = other.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        for (var i = 1; i <= 3; i++)
        {
            Check.Equal("1", await here.SendAsync(new CountTransient()));
            Check.Equal($"{(2 * i) - 1}", await here.SendAsync(new CountScoped()));
            Check.Equal($"{2 * i}", await kit.Commands.SendAsync(new CountScoped()));
            Check.Equal($"{i}", await there.SendAsync(new CountScoped()));
            Check.Equal($"{(2 * i) - 1}", await here.SendAsync(new CountSingle()));
            Check.Equal($"{2 * i}", await there.SendAsync(new CountSingle()));
            var own = await here.SendAsync(new OwnScope());
            Check.True(own != kit.Scope.GetRequiredService<Marker>(), "a scope of the call's own");
            Check.True(own != await here.SendAsync(new OwnScope()), "another for the next call");
        }
    }

    private static async Task RegisteredLifetimes(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            services: services =>
                services
                    .With<CountTransientHandler>(ServiceLifetime.Singleton)
                    .With<CountSingleHandler>(ServiceLifetime.Transient)
        );
        Check.Equal("1", await kit.Commands.SendAsync(new CountTransient()));
        Check.Equal("2", await kit.Commands.SendAsync(new CountTransient()));
        Check.Equal("1", await kit.Commands.SendAsync(new CountSingle()));
        Check.Equal("1", await kit.Commands.SendAsync(new CountSingle()));
    }

    private static async Task Disposal(Mode mode)
    {
        var kit = new Kit(mode);
        await using (var scope = kit.NewScope())
        {
            var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            await commands.SendAsync(new UseTransient());
            await commands.SendAsync(new UseScoped());
            await commands.SendAsync(new UseScoped());
            await commands.SendAsync(new UseSingle());
            Check.Equal("", kit.Log.Take());
        }

        Check.Equal("scoped transient", kit.Log.Take());
        await kit.DisposeAsync();
        Check.Equal("single", kit.Log.Take());
    }

    private static async Task TwoContainers(Mode mode)
    {
        await using var one = new Kit(
            mode,
            services: services => services.With<CountSingleHandler>(ServiceLifetime.Singleton)
        );
        await using var two = new Kit(
            mode,
            services: services => services.With<CountSingleHandler>(ServiceLifetime.Scoped)
        );
        for (var i = 1; i <= 3; i++)
        {
            Check.Equal($"{i}", await one.Commands.SendAsync(new CountSingle()));
            Check.Equal($"{i}", await two.Commands.SendAsync(new CountSingle()));
        }

        await using var scope = two.NewScope();
        Check.Equal(
            "1",
            await scope.ServiceProvider.GetRequiredService<ICommandDispatcher>().SendAsync(new CountSingle())
        );
        Check.Equal("4", await one.Root.GetRequiredService<ICommandDispatcher>().SendAsync(new CountSingle()));
    }

    private static async Task AfterDisposal(Mode mode)
    {
        await using var kit = new Kit(mode);
        ICommandDispatcher commands;
        await using (var scope = kit.NewScope())
            commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        await Check.ThrowsAsync<ObjectDisposedException>(async () => await commands.SendAsync(new Inside()));
    }
}

internal abstract class Counting
{
    private int _count;

    public ValueTask<string> NextAsync() => new($"{++_count}");
}

internal sealed record CountTransient : ICommand<string>;

internal sealed class CountTransientHandler : Counting, ICommandHandler<CountTransient, string>
{
    public ValueTask<string> HandleAsync(CountTransient command, CancellationToken cancellationToken) => NextAsync();
}

internal sealed record CountScoped : ICommand<string>;

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class CountScopedHandler : Counting, ICommandHandler<CountScoped, string>
{
    public ValueTask<string> HandleAsync(CountScoped command, CancellationToken cancellationToken) => NextAsync();
}

internal sealed record CountSingle : ICommand<string>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class CountSingleHandler : Counting, ICommandHandler<CountSingle, string>
{
    public ValueTask<string> HandleAsync(CountSingle command, CancellationToken cancellationToken) => NextAsync();
}

internal sealed record OwnScope : ICommand<Marker>;

[HandlerLifetime(HandlerLifetime.ScopePerCall)]
internal sealed class OwnScopeHandler(Marker marker) : ICommandHandler<OwnScope, Marker>
{
    public ValueTask<Marker> HandleAsync(OwnScope command, CancellationToken cancellationToken) => new(marker);
}

internal sealed record UseTransient : ICommand;

internal sealed class UseTransientHandler(Log log) : ICommandHandler<UseTransient>, IDisposable
{
    public ValueTask HandleAsync(UseTransient command, CancellationToken cancellationToken) => default;

    public void Dispose() => log.Add("transient");
}

internal sealed record UseScoped : ICommand;

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class UseScopedHandler(Log log) : ICommandHandler<UseScoped>, IAsyncDisposable
{
    public ValueTask HandleAsync(UseScoped command, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync()
    {
        log.Add("scoped");
        return default;
    }
}

internal sealed record UseSingle : ICommand;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class UseSingleHandler(Log log) : ICommandHandler<UseSingle>, IDisposable
{
    public ValueTask HandleAsync(UseSingle command, CancellationToken cancellationToken) => default;

    public void Dispose() => log.Add("single");
}
