using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker.Lines;
using CqrsKit.Commands;
using CqrsKit.Consistency;

namespace CqrsKit.Testing.Worlds;

/// <summary>What clients do, step by step and without chance, so that every point of it can be tried.</summary>
internal sealed class Scenario(string name, Simulation simulation, bool hasLeases = false, bool hasBulk = false)
{
    private const int Attempts = 6;

    private readonly List<List<Func<World, Session, string, Task>>> _clients = [];
    private readonly List<string> _shown = [];

    public string Name => name;

    /// <summary>Whether its nodes share the work by leases.</summary>
    public bool HasLeases => hasLeases;

    /// <summary>Whether its view stores take new generations in bulk.</summary>
    public bool HasBulk => hasBulk;

    /// <summary>Done before each run.</summary>
    public Action Begin { get; private set; } = () => { };

    /// <summary>What the trace of a run without faults has in it, so that the scenario is what its name says.</summary>
    public IReadOnlyList<string> Shown => _shown;

    public Simulation Simulation => simulation;

    /// <summary>The clients' programs, run at once.</summary>
    public IReadOnlyList<Func<World, Task>> Clients =>
        [
            .. _clients.Select<List<Func<World, Session, string, Task>>, Func<World, Task>>(
                (steps, number) => world => RunAsync(world, steps, number)
            ),
        ];

    /// <summary>What is done before each run.</summary>
    public Scenario Begins(Action begin)
    {
        Begin = begin;
        return this;
    }

    /// <summary>Something that must be seen in a run without faults.</summary>
    public Scenario Shows(string text)
    {
        _shown.Add(text);
        return this;
    }

    /// <summary>One more client; the steps that follow are its own.</summary>
    public Scenario Client()
    {
        _clients.Add([]);
        return this;
    }

    /// <summary>Sends a command under a key until it is acknowledged.</summary>
    public Scenario Sends<TResult>(ICommand<TResult> command, string key) =>
        Step(
            async (world, session, op) =>
            {
                var prepared = new CommandStep<TResult>(_ => command).Prepare(new SimulationRandom(0, 0));
                for (var attempt = 1; attempt <= Attempts; attempt++)
                {
                    var node = await world.AnyNodeAsync(new SimulationRandom(3, (ulong)attempt)).ConfigureAwait(false);
                    if (
                        await session.SendAsync(node, $"{op}.{attempt}", prepared, key).ConfigureAwait(false)
                        == AnswerStatus.Ok
                    )
                        return;
                }

                throw new SimulationException($"'{prepared.Text}' is not acknowledged after {Attempts} attempts.");
            }
        );

    /// <summary>Asks for a row.</summary>
    public Scenario Asks(string view, string key, Contract contract) =>
        Step(
            async (world, session, op) =>
            {
                var reads = world.Script.Reads.First(one => one.View == view);
                var node = await world.AnyNodeAsync(new SimulationRandom(3, 0)).ConfigureAwait(false);
                await session.AskAsync(node, op, reads, key, contract).ConfigureAwait(false);
            }
        );

    /// <summary>Has a node do something, until it is done.</summary>
    public Scenario Has(string what, Func<IServiceProvider, CancellationToken, ValueTask> manage) =>
        Step(
            async (world, session, op) =>
            {
                for (var attempt = 1; attempt <= Attempts; attempt++)
                {
                    var node = await world.AnyNodeAsync(new SimulationRandom(3, (ulong)attempt)).ConfigureAwait(false);
                    if (await session.ManageAsync(node, $"{op}.{attempt}", what, manage).ConfigureAwait(false))
                        return;
                }

                throw new SimulationException($"'{what}' is not done after {Attempts} attempts.");
            }
        );

    /// <summary>Does something outside of the application.</summary>
    public Scenario Does(Action act) =>
        Step(
            (_, _, _) =>
            {
                act();
                return Task.CompletedTask;
            }
        );

    /// <summary>Mends a projection, so that it takes a row's events that it could not take.</summary>
    public Scenario Mends(string view, string key, Action mend) =>
        Step(
            (world, session, _) =>
            {
                mend();
                world.Recorder.Mended(view, session.Tenant, key);
                return Task.CompletedTask;
            }
        );

    /// <summary>Ends a node, so that others take over from it.</summary>
    public Scenario Kills(int node) =>
        Step(
            (world, _, _) =>
            {
                world.Kill(node);
                return Task.CompletedTask;
            }
        );

    /// <summary>Lets time pass.</summary>
    public Scenario Waits(TimeSpan time) => Step((world, _, _) => world.Agenda.WaitAsync(time));

    private static async Task RunAsync(World world, List<Func<World, Session, string, Task>> steps, int number)
    {
        var session = new Session(world, world.Script, number);
        for (var i = 0; i < steps.Count; i++)
        {
            world.Steps[number] = i;
            await steps[i](world, session, $"{number + 1}.{i + 1}").ConfigureAwait(false);
        }

        world.Steps[number] = steps.Count;
    }

    private Scenario Step(Func<World, Session, string, Task> step)
    {
        _clients[^1].Add(step);
        return this;
    }
}
