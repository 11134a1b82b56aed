using System;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using CqrsKit.Sqlite.Units;
using CqrsKit.Sqlite.Views;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Sqlite;

/// <summary>Registers SQLite files.</summary>
public static class SqliteRegistrations
{
    /// <summary>
    /// Keeps the write model, its log and the views in a SQLite file, which is created at start-up where it doesn't exist.
    /// The application's own tables may share it; those of CqrsKit begin with <c>cqrskit_</c>.
    /// </summary>
    public static CqrsKitBuilder UseSqlite(
        this CqrsKitBuilder kit,
        string path,
        Action<SqliteOptions>? configure = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var options = Options(configure);
        var viewsPath = options.ViewsPath ?? path;
        kit.AddFile(new FileRegistration(path, options));
        if (options.ViewsPath is not null)
            kit.AddFile(new FileRegistration(viewsPath, options));
        kit.Services.Replace(ServiceDescriptor.Singleton(new DefaultFiles(path, viewsPath)));

        kit.Services.Replace(
            ServiceDescriptor.Singleton<IRelationalWriteStore>(provider => new SqliteWriteStore(
                provider.GetRequiredService<SqliteFiles>().At(path),
                provider.GetRequiredService<Waiting>()
            ))
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton<IWriteStore>(provider => provider.GetRequiredService<IRelationalWriteStore>())
        );
        kit.Services.Replace(
            ServiceDescriptor.Singleton<IViewStore>(provider => new SqliteViewStore(
                provider.GetRequiredService<SqliteFiles>().At(viewsPath)
            ))
        );
        return kit;
    }

    /// <summary>Adds a view store in a file of its own, for views that are registered with <c>In(name)</c>.</summary>
    public static CqrsKitBuilder AddSqliteViews(
        this CqrsKitBuilder kit,
        string name,
        string path,
        Action<SqliteOptions>? configure = null
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(path);
        kit.AddFile(new FileRegistration(path, Options(configure), name));
        kit.Services.AddKeyedSingleton<IViewStore>(
            name,
            (provider, _) => new SqliteViewStore(provider.GetRequiredService<SqliteFiles>().At(path))
        );
        return kit;
    }

    private static void AddFile(this CqrsKitBuilder kit, FileRegistration registration)
    {
        kit.Services.AddSingleton(registration);
        kit.Services.TryAddSingleton<SqliteFiles>();
        kit.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupTask, SqliteStartup>());
    }

    private static SqliteOptions Options(Action<SqliteOptions>? configure)
    {
        var options = new SqliteOptions();
        configure?.Invoke(options);
        return options;
    }
}
