using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>A fold of one view that goes along the log: into a stored generation, or in memory.</summary>
internal interface IPageTaker
{
    /// <summary>How far it is.</summary>
    LogMark Mark { get; }

    /// <summary>Takes the page after the mark.</summary>
    ValueTask<ApplyOutcome> TakeAsync(LogPage page, CancellationToken cancellationToken);
}
