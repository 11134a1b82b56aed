using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The folds of all partitions of a view, taken along the log together.</summary>
internal sealed class PageTakers(IReadOnlyList<IPageTaker> parts) : IPageTaker
{
    /// <summary>Through which all of them are complete.</summary>
    public LogMark Mark => parts.Select(part => part.Mark).MinBy(mark => mark.Position);

    /// <inheritdoc/>
    public async ValueTask<ApplyOutcome> TakeAsync(LogPage page, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            if (part.Mark.Position >= page.CompleteThrough.Position)
                continue;
            var outcome = await part.TakeAsync(page.After(part.Mark), cancellationToken).ConfigureAwait(false);
            if (outcome != ApplyOutcome.Applied)
                return outcome;
        }

        return ApplyOutcome.Applied;
    }
}
