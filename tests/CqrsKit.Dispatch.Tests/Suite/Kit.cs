using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>A container with the suite's handlers and a scope of it, in one of the modes.</summary>
internal sealed class Kit : IAsyncDisposable
{
    private readonly ServiceProvider _root;
    private readonly AsyncServiceScope _scope;

    public Kit(Mode mode, Action<CqrsKitBuilder>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection().AddSingleton(Log).AddScoped<Marker>();
        services?.Invoke(collection);
        collection.AddCqrsKit(kit =>
        {
            mode.AddHandlers(kit);
            configure?.Invoke(kit);
            if (!mode.KeepsBehaviorTables)
                kit.Services.RemoveAll<BehaviorTable>();
        });
        _root = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        _scope = _root.CreateAsyncScope();
    }

    public Log Log { get; } = new();
    public IServiceProvider Root => _root;
    public IServiceProvider Scope => _scope.ServiceProvider;
    public ICommandDispatcher Commands => Scope.GetRequiredService<ICommandDispatcher>();
    public IQueryDispatcher Queries => Scope.GetRequiredService<IQueryDispatcher>();
    public IEventDispatcher Events => Scope.GetRequiredService<IEventDispatcher>();

    public AsyncServiceScope NewScope() => _root.CreateAsyncScope();

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _root.DisposeAsync();
    }
}

/// <summary>Sends where the call site does not know the message's type.</summary>
internal static class Unknown
{
    public static ValueTask<TResult> SendAsync<TResult>(ICommandDispatcher commands, ICommand<TResult> command) =>
        commands.SendAsync(command);

    public static ValueTask SendAsync(ICommandDispatcher commands, ICommand command) => commands.SendAsync(command);

    public static ValueTask<TResult> QueryAsync<TResult>(IQueryDispatcher queries, IQuery<TResult> query) =>
        queries.QueryAsync(query);

    public static IAsyncEnumerable<TItem> StreamAsync<TItem>(
        IQueryDispatcher queries,
        IStreamQuery<TItem> query,
        CancellationToken cancellationToken = default
    ) => queries.StreamAsync(query, cancellationToken: cancellationToken);
}

/// <summary>What happened, in order.</summary>
internal sealed class Log
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        lock (_lines)
            _lines.Add(line);
    }

    public string Take()
    {
        var text = string.Join(" ", _lines);
        _lines.Clear();
        return text;
    }
}

/// <summary>One for each scope.</summary>
internal sealed class Marker;

internal static class Lifetimes
{
    public static readonly ServiceLifetime[] All =
    [
        ServiceLifetime.Transient,
        ServiceLifetime.Scoped,
        ServiceLifetime.Singleton,
    ];

    public static IServiceCollection With<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T
    >(this IServiceCollection services, ServiceLifetime lifetime)
        where T : class
    {
        services.Add(new ServiceDescriptor(typeof(T), typeof(T), lifetime));
        return services;
    }
}
