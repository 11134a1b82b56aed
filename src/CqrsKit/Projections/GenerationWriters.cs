using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The writers of all partitions of a generation in one hand: what fills, compares and switches whole views.</summary>
internal sealed class GenerationWriters(IReadOnlyList<GenerationWriter> parts) : IPageTaker
{
    private readonly PageTakers _all = new(parts);

    public ViewGeneration Generation => parts[0].Generation;

    /// <summary>The writers, by partition.</summary>
    public IReadOnlyList<GenerationWriter> Parts => parts;

    /// <summary>The checkpoints, by partition.</summary>
    public IReadOnlyList<LogMark> Marks => [.. parts.Select(part => part.Mark)];

    /// <inheritdoc/>
    public LogMark Mark => _all.Mark;

    /// <summary>The checkpoint of the partition that is furthest.</summary>
    public LogMark Highest => Marks.MaxBy(mark => mark.Position);

    /// <summary>Takes the generation over, with all partitions, from whoever wrote them before.</summary>
    public static async ValueTask<GenerationWriters> OpenAsync(
        ViewSlot view,
        ViewGeneration generation,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<GenerationWriter>();
        for (var partition = 0; partition < generation.Partitions; partition++)
            parts.Add(
                await GenerationWriter.OpenAsync(view, generation, partition, cancellationToken).ConfigureAwait(false)
            );
        return new GenerationWriters(parts);
    }

    /// <inheritdoc/>
    public ValueTask<ApplyOutcome> TakeAsync(LogPage page, CancellationToken cancellationToken) =>
        _all.TakeAsync(page, cancellationToken);
}
