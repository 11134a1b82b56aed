using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>Folds the log in memory, each partition as far as its checkpoint, and compares with what is stored.</summary>
internal sealed class ViewVerify(ViewSlot view, Generations generations)
{
    private const int Attempts = 10;

    private ViewGeneration? _folded;
    private MemoryFold[] _folds = [];
    private long _events;

    public async ValueTask<ViewReport> RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // The long way first, beside everybody; the last stretch and the comparison while the view stands still.
            await AdvanceAsync(cancellationToken).ConfigureAwait(false);
            using var turns = await view.TakeAllAsync(cancellationToken).ConfigureAwait(false);
            var active = await AdvanceAsync(cancellationToken).ConfigureAwait(false);
            var comparison = new ViewComparison();
            await comparison
                .RunAsync(ViewComparison.RowsOf(view.Store, active.Id, cancellationToken), MemoryFold.Rows(_folds))
                .ConfigureAwait(false);
            var (after, marks) = await PlaceAsync(cancellationToken).ConfigureAwait(false);
            if (after.Id == active.Id && marks.SequenceEqual(_folds.Select(fold => fold.Mark)))
                return comparison.In(
                    new ViewReport
                    {
                        View = view.Name,
                        From = active.Id.Number,
                        To = active.Id.Number,
                        Mark = marks.MinBy(mark => mark.Position),
                        Events = _events,
                    }
                );
        }

        throw new CqrsKitException(
            $"View '{view.Name}' was written to during each of {Attempts} comparisons. Verify it when less is going on."
        );
    }

    private async ValueTask<ViewGeneration> AdvanceAsync(CancellationToken cancellationToken)
    {
        var (active, marks) = await PlaceAsync(cancellationToken).ConfigureAwait(false);
        if (_folded?.Partitions != active.Partitions)
        {
            _folded = active;
            _folds =
            [
                .. Enumerable.Range(0, active.Partitions).Select(part => new MemoryFold(view, part, active.Partitions)),
            ];
        }

        // All together as far as all of them are, and then each as far as it is.
        var lowest = marks.MinBy(mark => mark.Position);
        _events += await generations
            .AdvanceAsync(view, new PageTakers(_folds), lowest, null, cancellationToken)
            .ConfigureAwait(false);
        for (var part = 0; part < marks.Count; part++)
            await generations
                .AdvanceAsync(view, _folds[part], marks[part], null, cancellationToken)
                .ConfigureAwait(false);
        return active;
    }

    private async ValueTask<(ViewGeneration Active, IReadOnlyList<LogMark> Marks)> PlaceAsync(
        CancellationToken cancellationToken
    )
    {
        var active =
            await Generations.ActiveAsync(view, cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException(
                $"View '{view.Name}' has no active generation yet. Wait until the runner has built it."
            );
        return (active, await Generations.MarksAsync(view, active.Id, cancellationToken).ConfigureAwait(false));
    }
}
