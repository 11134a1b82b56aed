using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Redis.Tests;

/// <summary>Whole applications: commands on SQLite or in memory, the view in Redis.</summary>
internal static class Apps
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static ServiceProvider Build(
        string address,
        string prefix,
        string? file = null,
        Action<RedisOptions>? configure = null,
        int partitions = 1,
        Action<CqrsKitBuilder>? more = null
    ) =>
        new ServiceCollection()
            .AddLogging()
            .AddCqrsKit(kit =>
            {
                if (file is null)
                    kit.UseInMemory();
                else
                    kit.UseSqlite(file);
                kit.AddRedisViews(
                        "redis",
                        address,
                        options =>
                        {
                            options.KeyPrefix = prefix;
                            configure?.Invoke(options);
                        }
                    )
                    .AddHandlersFrom(typeof(PlaceOrder).Assembly)
                    .AddView<CustomerTotals>(view => view.Async().In("redis").Partitions(partitions));
                more?.Invoke(kit);
            })
            .BuildServiceProvider();

    public static async Task<ServiceProvider> StartAsync(
        string address,
        string prefix,
        string? file = null,
        Action<RedisOptions>? configure = null,
        int partitions = 1,
        Action<CqrsKitBuilder>? more = null
    )
    {
        var provider = Build(address, prefix, file, configure, partitions, more);
        await provider.StartCqrsKitAsync();
        return provider;
    }

    public static async Task SendAsync<TCommand>(this IServiceProvider provider, params TCommand[] commands)
        where TCommand : ICommand
    {
        foreach (var command in commands)
        {
            await using var scope = provider.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<ICommandDispatcher>().SendAsync(command);
        }
    }

    /// <summary>Asks for what every acknowledged command has led to.</summary>
    public static Task<TResult> AskAsync<TResult>(this IServiceProvider provider, IQuery<TResult> query) =>
        provider.AskAsync(query, Contract.Latest with { Budget = Patience });

    public static async Task<TResult> AskAsync<TResult>(
        this IServiceProvider provider,
        IQuery<TResult> query,
        Contract contract
    )
    {
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IQueryDispatcher>().QueryAsync(query, contract);
    }

    public static async Task<IReadOnlyList<RecordedEvent>> EventsAsync(this IServiceProvider provider) =>
        (
            await provider
                .GetRequiredService<IWriteStore>()
                .Log.ReadAsync(Position.Start, LogFilter.All, int.MaxValue, Some.None)
        ).Events;
}
