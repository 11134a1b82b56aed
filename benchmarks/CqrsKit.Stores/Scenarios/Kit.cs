using System;
using System.IO;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Scenarios;

/// <summary>Containers and files for a scenario, in a scratch folder on the disk that the measurements are about.</summary>
internal static class Kit
{
    public static string Scratch { get; } = Directory.CreateTempSubdirectory("cqrskit-stores-").FullName;

    public static string NewPath() => Path.Combine(Scratch, $"{Guid.NewGuid():N}.db");

    public static ServiceProvider Open(string path, bool withView = false) =>
        new ServiceCollection()
            .AddCqrsKit(kit =>
            {
                kit.UseSqlite(path)
                    .AddHandlersFrom(typeof(Kit).Assembly)
                    .AddAggregate<ItemAggregate>(aggregate => aggregate.StoreState());
                if (withView)
                    kit.AddView<ItemViews>(view => view.Async());
            })
            .BuildServiceProvider();
}
