using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using CqrsKit.Checker.Lines;
using CqrsKit.Consistency;
using CqrsKit.Projections;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Testing.Worlds;

/// <summary>Somebody who does what a seed draws, one thing after the other, through any node, and tries again.</summary>
internal sealed class Client(World world, Script script, int number, IReadOnlySet<int> left)
{
    private const int Attempts = 3;
    private const long Beat = 50 * TimeSpan.TicksPerMillisecond;

    private readonly Session _session = new(world, script, number);

    // In half of the seeds everybody acts at the same moments, so that they get in each other's way.
    private readonly bool _keepsTime = new SimulationRandom(world.Seed, 9).OneIn(2);

    public async Task RunAsync()
    {
        for (var i = number; i < script.Options.Operations; i += script.Options.Clients)
        {
            if (left.Contains(i))
                continue;
            var random = new SimulationRandom(world.Seed, 1_000_000 + (ulong)i);
            await world.Agenda.WaitAsync(PauseOf(random)).ConfigureAwait(false);
            var op = (i + 1).ToString(CultureInfo.InvariantCulture);
            var what = random.Next(20);
            if (what < (_keepsTime ? 15 : 10))
                await SendAsync(op, random).ConfigureAwait(false);
            else if (what < 19 || script.Blueprint.Stored.Count == 0)
                await AskAsync(op, random).ConfigureAwait(false);
            else
                await RebuildAsync(op, random).ConfigureAwait(false);
        }
    }

    private TimeSpan PauseOf(SimulationRandom random) =>
        _keepsTime
            ? TimeSpan.FromTicks(Beat - world.Agenda.Now % Beat)
            : TimeSpan.FromMilliseconds(random.Next(0, 150));

    private async Task SendAsync(string op, SimulationRandom random)
    {
        var command = random.Pick(script.Commands).Prepare(random);
        var key = random.OneIn(3) ? null : $"key {op}";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var id = attempt == 1 ? op : $"{op}.{attempt}";
            var node = await world.AnyNodeAsync(random).ConfigureAwait(false);
            var status = await _session.SendAsync(node, id, command, key).ConfigureAwait(false);
            // Without a key, what is unknown must not be sent again; with one, even what is known may be.
            if (key is null || (status == AnswerStatus.Ok && !random.OneIn(6)))
                return;
        }
    }

    private async Task AskAsync(string op, SimulationRandom random)
    {
        if (script.Reads.Count == 0)
            return;
        var reads = random.Pick(script.Reads);
        var tenant = random.OneIn(6) ? random.Pick(script.Options.Tenants) : _session.Tenant;
        var keys = world.Recorder.Fold.KeysOf(reads.View, tenant);
        if (keys.Count == 0)
            return;
        var key = random.Pick(keys);
        var contract = random.Pick(
            Contract.Eventual,
            Contract.ReadYourWrites,
            Contract.ReadYourWrites,
            Contract.Latest
        ) with
        {
            OnMiss = random.OneIn(4) ? OnMiss.Fail : OnMiss.Wait,
            Budget = TimeSpan.FromMilliseconds(random.OneIn(2) ? random.Next(1, 200) : 5000),
        };
        var node = await world.AnyNodeAsync(random).ConfigureAwait(false);
        await _session.AskAsync(node, op, reads, key, contract).ConfigureAwait(false);
    }

    private async Task RebuildAsync(string op, SimulationRandom random)
    {
        var view = random.Pick(script.Blueprint.Stored).Projection.Name;
        var reverts = random.OneIn(4);
        var node = await world.AnyNodeAsync(random).ConfigureAwait(false);
        await _session
            .ManageAsync(
                node,
                op,
                $"{(reverts ? "revert" : "rebuild")} '{view}'",
                async (scope, cancellation) =>
                {
                    var views = scope.GetRequiredService<IViews>();
                    if (reverts)
                        await views.RevertAsync(view, cancellation).ConfigureAwait(false);
                    else
                        await views.RebuildAsync(view, null, cancellation).ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
    }
}
