using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Before the first message: gives each stored view a generation. A new async view is active at once, and merely behind;
/// an inline one is filled before commands write it; one that became shared is no longer written by commands.
/// </summary>
internal sealed class ViewPrepare(ViewFollowers views, Generations generations) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Prepare;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var follower in views.All)
        {
            var view = follower.View;
            using var turns = await view.TakeAllAsync(cancellationToken).ConfigureAwait(false);
            var prepared = view.Options.Placement switch
            {
                ViewPlacement.Inline => FillAsync(view, cancellationToken),
                ViewPlacement.Async => ActivateAsync(view, cancellationToken),
                _ => RetireAsync(view, cancellationToken),
            };
            await prepared.ConfigureAwait(false);
        }
    }

    private async ValueTask ActivateAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var all = await view.Store.GenerationsAsync(view.Name, cancellationToken).ConfigureAwait(false);
        if (all.Count > 0)
        {
            // A lost tail is found here, before this process's first command could write to where it was.
            if (all.FirstOrDefault(one => one.State == GenerationState.Active) is { Mode: ViewMode.Async } active)
                await generations.HoldsAsync(view, active, cancellationToken).ConfigureAwait(false);
            return;
        }

        var created = await generations.CreateAsync(view, cancellationToken).ConfigureAwait(false);
        var marks = Enumerable.Repeat(LogMark.Start, created.Partitions).ToArray();
        var isActive = await view
            .Store.SwitchAsync(new GenerationSwitch(null, created.Id, marks), cancellationToken)
            .ConfigureAwait(false);
        if (!isActive)
            await view.Store.DropGenerationAsync(created.Id, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FillAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        var active = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
        if (active is not null && view.Fits(active))
            return;
        var generation = await generations.CurrentAsync(view, cancellationToken).ConfigureAwait(false);
        var writer = await GenerationWriters.OpenAsync(view, generation, cancellationToken).ConfigureAwait(false);
        var head = await generations.Log.HeadAsync(cancellationToken).ConfigureAwait(false);
        var pace = new RebuildPace(view, head.Mark, listener: null);
        do
        {
            await generations.FillAsync(view, writer, pace, cancellationToken).ConfigureAwait(false);
            active = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
            // Another process may have been faster.
            if (active is not null && view.Fits(active))
                return;
        } while (
            !await generations
                .SwitchAsync(view, active, generation.Id, writer.Marks, cancellationToken)
                .ConfigureAwait(false)
        );
    }

    private static async ValueTask RetireAsync(ViewSlot view, CancellationToken cancellationToken)
    {
        if (!view.HasStore)
            return;
        var active = await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false);
        if (active is { Mode: ViewMode.Inline })
            await view.Store.RetireAsync(active.Id, cancellationToken).ConfigureAwait(false);
    }
}
