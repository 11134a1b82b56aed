using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Events;

/// <summary>Finds out whether the log still holds what a checkpoint covers (trap 6).</summary>
internal sealed class LogTail(Lazy<IEventLog> log, ILogger<LogTail> logger)
{
    /// <summary>
    /// Whether a checkpoint is of this log, and its mark is in it. Where the log has lost its tail, the epoch is raised, so
    /// that its old tokens are told from new ones.
    /// </summary>
    public async ValueTask<bool> HoldsAsync(string name, Guid logId, LogMark mark, CancellationToken cancellationToken)
    {
#if TRAP_06
        await default(ValueTask).ConfigureAwait(false);
        return true;
#else
        var head = await log.Value.HeadAsync(cancellationToken).ConfigureAwait(false);
        if (head.LogId != logId)
        {
            logger.OtherLog(name, logId, head.LogId);
            return false;
        }

        if (await log.Value.HoldsAsync(mark, cancellationToken).ConfigureAwait(false))
            return true;
        var epoch = await log.Value.RaiseEpochAsync(mark.Position.Epoch, cancellationToken).ConfigureAwait(false);
        logger.TailLost(name, mark, head.Mark, epoch);
        return false;
#endif
    }
}
