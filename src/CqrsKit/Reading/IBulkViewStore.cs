using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>
/// What a view store may offer beside <see cref="IViewStore"/>: it takes a new generation's rows in bulk, finished, one slice
/// of the keys after another. What is in a slice is decided in core. A store that does not offer it is filled by pages.
/// </summary>
public interface IBulkViewStore
{
    /// <summary>How far a generation's fill is; null where none has begun, and once the last slice is stored.</summary>
    ValueTask<ViewFill?> FillAsync(GenerationId generation, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a slice and how far the fill is with it, in one transaction; with the last slice the checkpoints of all
    /// partitions become <see cref="ViewSlice.Target"/>, and the fill is over. Nothing is written where the stored fence of
    /// partition 0 is above the slice's (Fenced), or the generation is not building, a checkpoint is not at the log's start,
    /// the fill is not at <see cref="ViewSlice.From"/>, or a slice stored before goes up to another mark (Moved). It takes no
    /// token: what has begun is finished. Until it is over, a generation whose fill has begun takes no page
    /// (<see cref="IViewStore.ApplyAsync"/> says Moved), and is not switched to.
    /// </summary>
    ValueTask<ApplyOutcome> ApplyAsync(ViewSlice slice);
}
