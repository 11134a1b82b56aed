using System;
using System.Linq;
using System.Threading.Tasks;

namespace CqrsKit.Testing.Worlds;

/// <summary>Runs seeds.</summary>
internal static class Runs
{
    public static SimulationRun Of(Script script, int seed, Omissions left, bool traces)
    {
        var faults = new FaultPlan(script.Options, (ulong)seed, left.Faults);
        var world = new World(script, (ulong)seed, faults, traces);
        var clients = Enumerable
            .Range(0, script.Options.Clients)
            .Select<int, Func<World, Task>>(number =>
                _ => new Client(world, script, number, left.Operations).RunAsync()
            );
        var problems = world.Run([.. clients]);
        return new SimulationRun(seed, world, left, faults.Happened, problems);
    }
}
