using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Testing.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Testing;

/// <summary>
/// Runs an application on several nodes at once, on one thread and in virtual time, while stores fail, answers are lost
/// and nodes die; everything is drawn from a seed, so that what goes wrong goes wrong again. Whatever CqrsKit promises is
/// checked by itself; add what your own application promises.
/// </summary>
public sealed class Simulation
{
    // Continuations of tasks run on the completing stack, and leave for the thread pool where it is used up.
    private const int StackSize = 16 * 1024 * 1024;

    private readonly Action<CqrsKitBuilder> _configure;
    private readonly List<CommandStep> _commands = [];
    private readonly List<RowInvariant> _rows = [];
    private readonly List<EndInvariant> _ends = [];

    /// <summary>A simulation of an application.</summary>
    /// <param name="configure">Registers handlers, aggregates, views and subscriptions, as in AddCqrsKit, but no stores: the simulation brings them, those of <c>In(name)</c> too.</param>
    public Simulation(Action<CqrsKitBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _configure = configure;
    }

    /// <summary>How large the simulation is, and what may go wrong.</summary>
    public SimulationOptions Options { get; } = new();

    /// <summary>Sets how large the simulation is, and what may go wrong.</summary>
    public Simulation With(Action<SimulationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(Options);
        return this;
    }

    /// <summary>Something that clients do. Of several, each is as likely as another; every view is read besides.</summary>
    /// <param name="command">Makes a command, from the given random numbers alone.</param>
    public Simulation Does<TResult>(Func<SimulationRandom, ICommand<TResult>> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        _commands.Add(new CommandStep<TResult>(command));
        return this;
    }

    /// <summary>What must hold of every row of a view at every moment.</summary>
    /// <param name="name">The invariant, in words.</param>
    /// <param name="holds">Whether it holds of a row.</param>
    public Simulation Always<TView>(string name, Func<TView, bool> holds)
        where TView : class
    {
        ArgumentNullException.ThrowIfNull(holds);
        _rows.Add(new RowInvariant(name, row => row is TView view && !holds(view)));
        return this;
    }

    /// <summary>What must hold for each tenant once everything has come to rest.</summary>
    /// <param name="name">The invariant, in words.</param>
    /// <param name="holds">Whether it holds.</param>
    public Simulation InTheEnd(string name, Func<SimulationEnd, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        _ends.Add(new EndInvariant(name, holds));
        return this;
    }

    /// <summary>Runs one seed, with its whole trace.</summary>
    /// <exception cref="SimulationException">The application can't be started.</exception>
    [RequiresDynamicCode("Queries are closed over the views' types.")]
    public SimulationRun Run(int seed)
    {
        SimulationRun? run = null;
        var script = Freeze();
        InThreads(1, () => run = Runs.Of(script, seed, Omissions.None, traces: true));
        return run!;
    }

    /// <summary>Runs the seeds from 0 on until one breaks an invariant, and makes that one as short as it can.</summary>
    /// <param name="seeds">How many seeds to try.</param>
    /// <param name="first">The first one.</param>
    /// <returns>The shortened run of the lowest seed that fails; null where none does.</returns>
    /// <exception cref="SimulationException">The application can't be started.</exception>
    [RequiresDynamicCode("Queries are closed over the views' types.")]
    public SimulationRun? Search(int seeds, int first = 0)
    {
        var script = Freeze();
        var (next, failed) = (first - 1, int.MaxValue);
        InThreads(
            Options.Threads,
            () =>
            {
                for (
                    int seed;
                    (seed = Interlocked.Increment(ref next)) < first + seeds && seed < Volatile.Read(ref failed);

                )
                {
                    if (!Runs.Of(script, seed, Omissions.None, traces: false).IsClean)
                        Lower(ref failed, seed);
                }
            }
        );
        if (failed == int.MaxValue)
            return null;
        SimulationRun? shrunken = null;
        InThreads(1, () => shrunken = Shrinker.Shrink(script, failed));
        return shrunken;
    }

    /// <summary>Searches, and throws where something is found: for a test.</summary>
    /// <exception cref="SimulationException">An invariant is broken; the message holds the seed and the shortened trace.</exception>
    [RequiresDynamicCode("Queries are closed over the views' types.")]
    public void Check(int seeds, int first = 0)
    {
        if (Search(seeds, first) is { } run)
            throw new SimulationException(run.ToString());
    }

    [RequiresDynamicCode("Queries are closed over the views' types.")]
    internal Script Freeze()
    {
        if (_commands.Count == 0)
            throw new SimulationException("Nobody does anything: say what clients do, with Does(random => …).");
        var services = new ServiceCollection();
        services.AddCqrsKit(kit => NodeBuilder.Register(kit, _configure));
        using var provider = services.BuildServiceProvider();
        var views = provider.GetServices<ViewRegistration>().ToArray();
        return new Script(
            _configure,
            Options,
            new Blueprint(provider.GetRequiredService<EventRegistry>(), views, [.. _rows]),
            [.. views.Select(view => view.Options.Store).OfType<string>().Distinct()],
            [
                .. views.Select(view => ViewReads.Of(view.Projection.Name, view.Projection.ViewType)),
                .. PairReads.Of([.. views.Select(view => (view.Projection.Name, view.Projection.ViewType))]),
            ],
            [.. _commands],
            [.. _ends]
        );
    }

    private static void Lower(ref int lowest, int seed)
    {
        for (var known = lowest; seed < known; )
        {
            var seen = Interlocked.CompareExchange(ref lowest, seed, known);
            if (seen == known)
                return;
            known = seen;
        }
    }

    internal static void InThreads(int count, Action run)
    {
        Exception? error = null;
        var threads = Enumerable
            .Range(0, count)
            .Select(_ => new Thread(
                () =>
                {
                    try
                    {
                        run();
                    }
#pragma warning disable CA1031 // thrown again by whoever waits for the threads
                    catch (Exception thrown)
#pragma warning restore CA1031
                    {
                        error = thrown;
                    }
                },
                StackSize
            ))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (error is not null)
            throw error as SimulationException ?? new SimulationException("The simulation failed.", error);
    }
}
