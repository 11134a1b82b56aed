using System;
using CqrsKit.Leases;
using CqrsKit.Postgres.Leases;
using CqrsKit.Postgres.Servers;
using CqrsKit.Postgres.Units;
using CqrsKit.Postgres.Views;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Postgres;

/// <summary>Registers PostgreSQL databases.</summary>
public static class PostgresRegistrations
{
    /// <summary>
    /// Keeps the write model, its log and the views in a schema of an existing PostgreSQL database, created and brought up to
    /// date at start-up (see <see cref="PostgresOptions.ApplySchema"/>).
    /// </summary>
    /// <param name="kit">The builder.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="configure">How the database is used.</param>
    public static CqrsKitBuilder UsePostgres(
        this CqrsKitBuilder kit,
        string connectionString,
        Action<PostgresOptions>? configure = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var options = Options(configure);
        var write = kit.AddDatabase(new DatabaseRegistration(connectionString, options, HasLog: true));
        var views = options.ViewsConnectionString is { } apart
            ? kit.AddDatabase(new DatabaseRegistration(apart, options))
            : write;
        kit.Services.Replace(ServiceDescriptor.Singleton(new DefaultDatabases(write, views)));

        kit.Services.Replace(
            ServiceDescriptor.Singleton(provider => new WakeUp(
                provider.GetRequiredService<Databases>().At(write),
                provider.GetRequiredService<Waiting>(),
                provider.GetRequiredService<IdSource>()
            ))
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton<IRelationalWriteStore>(provider =>
            {
                var database = provider.GetRequiredService<Databases>().At(write);
                return new PostgresWriteStore(
                    database,
                    new PostgresLog(database, provider.GetRequiredService<WakeUp>())
                );
            })
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton<IWriteStore>(provider => provider.GetRequiredService<IRelationalWriteStore>())
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton<IViewStore>(provider => new PostgresViewStore(
                provider.GetRequiredService<Databases>().At(views)
            ))
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton<ILeaseStore>(provider => new PostgresLeaseStore(
                provider.GetRequiredService<Databases>().At(write)
            ))
        );
        return kit;
    }

    /// <summary>Adds a view store in a database or schema of its own, for views that are registered with <c>In(name)</c>.</summary>
    /// <param name="kit">The builder.</param>
    /// <param name="name">The store's name.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="configure">How the database is used.</param>
    public static CqrsKitBuilder AddPostgresViews(
        this CqrsKitBuilder kit,
        string name,
        string connectionString,
        Action<PostgresOptions>? configure = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var registration = kit.AddDatabase(new DatabaseRegistration(connectionString, Options(configure), name));
        kit.Services.AddKeyedSingleton<IViewStore>(
            name,
            (provider, _) => new PostgresViewStore(provider.GetRequiredService<Databases>().At(registration))
        );
        return kit;
    }

    private static DatabaseRegistration AddDatabase(this CqrsKitBuilder kit, DatabaseRegistration registration)
    {
        kit.Services.AddSingleton(registration);
        kit.Services.TryAddSingleton<Databases>();
        kit.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupTask, PostgresStartup>());
        return registration;
    }

    private static PostgresOptions Options(Action<PostgresOptions>? configure)
    {
        var options = new PostgresOptions();
        configure?.Invoke(options);
        return options;
    }
}
