using System;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Postgres;
using CqrsKit.Reading;
using CqrsKit.Redis;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using CqrsKit.Torture.Worker.Bank;
using CqrsKit.Torture.Worker.Planted;
using CqrsKit.Torture.Worker.Recording;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Torture.Worker;

/// <summary>Makes the container of a node: the bank on real stores, with recorders between.</summary>
internal static class Node
{
    public static ServiceProvider Build(Settings settings, Recorder recorder)
    {
        var services = new ServiceCollection();
        services.AddCqrsKit(kit =>
        {
            Store(kit, settings)
                .AddBank()
                .ConfigureRunner(runner =>
                {
                    runner.TakeOverAfter = settings.Lease;
                    runner.RestartDelay = TimeSpan.FromMilliseconds(20);
                    runner.PollInterval = TimeSpan.FromMilliseconds(50);
                })
                .ConfigureWriting(writing =>
                {
                    writing.SettleWithin = settings.SettleWithin;
                    writing.MaxAttempts = 6;
                });
        });
        Wrap<IEventLog>(services, log => new RecordedLog(log, recorder, settings.Node));
        Wrap<IViewStore>(services, store => Record(store, settings, recorder));
        if (settings.Plant == "early-answers")
            Wrap<IWriteStore>(services, store => new EarlyAnswers(store));
        return services.BuildServiceProvider();
    }

    private static CqrsKitBuilder Store(CqrsKitBuilder kit, Settings settings)
    {
        if (settings.Db is { } db)
            kit.UseSqlite(db);
        else
            kit.UsePostgres(
                settings.Connection!,
                options =>
                {
                    options.Schema = settings.Schema;
                    options.RetryWithin = settings.RetryWithin;
                }
            );
        if (settings.Redis is { } redis)
            return kit.AddRedisViews(
                BankSetup.Elsewhere,
                redis,
                options =>
                {
                    options.KeyPrefix = settings.Schema;
                    options.RetryWithin = settings.RetryWithin;
                    options.CommandTimeout = TimeSpan.FromSeconds(1);
                    options.ConnectTimeout = TimeSpan.FromSeconds(1);
                }
            );
        return settings.Db is { } file
            ? kit.AddSqliteViews(BankSetup.Elsewhere, file + ".views")
            : kit.AddPostgresViews(
                BankSetup.Elsewhere,
                settings.Connection!,
                options =>
                {
                    options.Schema = settings.Schema + "_views";
                    options.RetryWithin = settings.RetryWithin;
                }
            );
    }

    private static RecordedViews Record(IViewStore store, Settings settings, Recorder recorder) =>
        settings.Plant == "lost-rows" ? new LostRows(store, recorder)
        : store is IBulkViewStore ? new RecordedBulkViews(store, recorder)
        : new RecordedViews(store, recorder);

    /// <summary>Puts something between whoever asks for a service and the service, named ones included.</summary>
    private static void Wrap<TService>(IServiceCollection services, Func<TService, TService> wrap)
        where TService : class
    {
        foreach (var inner in services.Where(one => one.ServiceType == typeof(TService)).ToArray())
        {
            services.Remove(inner);
            if (inner.IsKeyedService)
                services.AddKeyedSingleton<TService>(
                    inner.ServiceKey,
                    (provider, key) => wrap((TService)inner.KeyedImplementationFactory!(provider, key))
                );
            else
                services.Add(
                    ServiceDescriptor.Singleton(provider => wrap((TService)inner.ImplementationFactory!(provider)))
                );
        }
    }
}
