namespace CqrsKit.Testing.Worlds;

/// <summary>Runs seeds.</summary>
internal static class Runs
{
    public static SimulationRun Of(Script script, int seed, Omissions left, bool traces)
    {
        var world = new World(script, (ulong)seed, left, traces);
        return new SimulationRun(world, seed, world.Run());
    }
}
