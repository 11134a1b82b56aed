using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading.Tasks;

namespace CqrsKit.Zoo.Tests;

/// <summary>A world of its own, in which core has bugs and the simulator and its model are as they are.</summary>
internal sealed class Mutant : AssemblyLoadContext
{
    private const string Model = "CqrsKit.Proof.Tests";

    private static readonly HashSet<string> Beside = ["CqrsKit.Testing", Model];

    private readonly byte[] _core;
    private readonly Lazy<(Action<int> Switch, Func<int, object> Run)> _parts;

    public Mutant(byte[] core)
        : base("mutant") => (_core, _parts) = (core, new(Load));

    /// <summary>Runs seed after seed until one breaks an invariant. Others may do so at the same time.</summary>
    /// <param name="bug">Which bug is on; 0 for none.</param>
    /// <param name="seeds">How many seeds are tried.</param>
    /// <returns>How many it took, and what was broken; null where nothing was.</returns>
    public Task<(int Seeds, string Problem)?> SearchAsync(int bug, int seeds) =>
        Task.Run<(int, string)?>(() =>
        {
            _parts.Value.Switch(bug);
            for (var seed = 0; seed < seeds; seed++)
            {
                if (ProblemOf(seed) is { } problem)
                    return (seed + 1, problem);
            }

            return null;
        });

    private string? ProblemOf(int seed)
    {
        object run;
        try
        {
            run = _parts.Value.Run(seed);
        }
        catch (Exception error) when (error.GetType().Name == "SimulationException")
        {
            return $"Start: {error.Message} {error.InnerException?.Message}";
        }

        var problems = (IReadOnlyList<string>)run.GetType().GetProperty("Problems")!.GetValue(run)!;
        return problems.Count > 0 ? problems[0] : null;
    }

    private (Action<int>, Func<int, object>) Load()
    {
        var bug = LoadFromAssemblyName(new AssemblyName("CqrsKit")).GetType("CqrsKit.ZooSwitch")!.GetProperty("Bug")!;
        var model = LoadFromAssemblyName(new AssemblyName(Model))
            .GetType($"{Model}.Simulating.Branch", throwOnError: true)!;
        var simulation = model.GetMethod("Simulation")!.Invoke(null, null)!;
        return (
            bug.SetMethod!.CreateDelegate<Action<int>>(),
            simulation.GetType().GetMethod("Run")!.CreateDelegate<Func<int, object>>(simulation)
        );
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (name == "CqrsKit")
        {
            using var stream = new MemoryStream(_core);
            return LoadFromStream(stream);
        }

        return Beside.Contains(name)
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"))
            : null;
    }
}
