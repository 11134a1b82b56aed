using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit;

/// <summary>
/// A write store or view store that says what its acknowledgements survive. It is asked once, at start-up; of one that does
/// not implement this, nothing is known.
/// </summary>
public interface IDurableStore
{
    /// <summary>
    /// Reads the settings that are in force, not those that were asked for; null where the store could not be opened.
    /// </summary>
    ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken);
}
