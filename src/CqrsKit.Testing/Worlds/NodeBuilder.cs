using System;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Leases;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Testing.Worlds;

/// <summary>Makes the container of a node: the application as it is registered, on the simulation's stores and time.</summary>
internal sealed class NodeBuilder(Script script, World world)
{
    public IServiceProvider Build(NodeLife life)
    {
        var waiting = new Waiting(new NodeTime(world.Agenda, life), inline: true);
        life.Signal = new LogSignal(waiting);
        var port = new Port(world, life);
        var main = Open(life, world.Stores.Main);
        var log = new SimulatedLog(port, main.Writes!.Log, life.Signal);
        var services = new ServiceCollection();
        services
            .AddSingleton(waiting.Time)
            .AddSingleton(waiting)
            .AddSingleton<IdSource>(
                new SeededIds(new SimulationRandom(world.Seed, 1000 + (ulong)life.Number), (short)life.Number)
            );
        services.AddCqrsKit(kit =>
        {
            Register(kit, script.Configure);
            foreach (var read in script.Reads)
                read.Register(kit);
        });
        // What never changes is made once for all lives: to learn the shapes of payloads costs more than a life does.
        services.Replace(ServiceDescriptor.Singleton(script.Blueprint.Registry));
        services.Replace(ServiceDescriptor.Singleton(script.Blueprint.Registry.Codec));
        services.Replace(ServiceDescriptor.Singleton<IWriteStore>(new SimulatedWrites(port, main.Writes, log)));
        services.Replace(ServiceDescriptor.Singleton<IEventLog>(log));
        services.Replace(ServiceDescriptor.Singleton<IViewStore>(Views(port, main, world.Stores.Main)));
        // In half of the seeds nodes share the work, as on PostgreSQL; in the others they stand by for each other.
        if (world.HasLeases)
            services.AddSingleton<ILeaseStore>(new SimulatedLeases(port, main.Leases!));
        foreach (var store in world.Stores.Others)
            services.AddKeyedSingleton(store.Name, Views(port, Open(life, store), store));
        return services.BuildServiceProvider();
    }

    private static StoreAccess Open(NodeLife life, SimulatedDatabase database)
    {
        var access = database.Open();
        life.Open.Add(access);
        return access;
    }

    private static IViewStore Views(Port port, StoreAccess access, SimulatedDatabase database) =>
        access.Views is IBulkViewStore bulk && port.World.HasBulk
            ? new SimulatedBulk(port, access.Views, bulk, database)
            : new SimulatedViews(port, access.Views, database);

    /// <summary>Registers the application, with stores in memory in the place of whatever it names.</summary>
    public static void Register(CqrsKitBuilder kit, Action<CqrsKitBuilder> configure)
    {
        configure(kit);
        kit.UseInMemory();
        foreach (
            var keyed in kit
                .Services.Where(one => one.IsKeyedService && one.ServiceType == typeof(IViewStore))
                .ToArray()
        )
            kit.Services.Remove(keyed);
    }
}
