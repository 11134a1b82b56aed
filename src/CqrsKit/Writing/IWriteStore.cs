using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>
/// The port of a database that is written to: streams, their states, and the log of all events
/// (<see cref="Log"/>). Grouping, retrying and settling are decided in core; a store supplies the transaction.
/// </summary>
public interface IWriteStore
{
    /// <summary>The log to which every unit's events go, in the unit's own transaction.</summary>
    IEventLog Log { get; }

    /// <summary>A stream's version, and the state or snapshot stored for it, as of one moment.</summary>
    ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken);

    /// <summary>
    /// Commits several units in one transaction, in order, each with an outcome of its own: a unit that is refused leaves
    /// nothing, and the others go on. Units are folded into inline rows one on the other, so one that names an inline row
    /// which an earlier unit of the call names that the call has not written is <see cref="UnitResult.InlineMoved"/>, even
    /// if the row is at the version that it expects. It takes no token: past this point the outcome is the commit's.
    /// </summary>
    /// <returns>An outcome for each unit, in the same order.</returns>
    /// <exception cref="CommitUnknownException">The transaction may or may not have been committed.</exception>
    /// <exception cref="Exception">Any other: the whole group was rolled back.</exception>
    ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units);

    /// <summary>
    /// Writes that a unit shall never be committed, unless it is already. Waits for whoever is committing it.
    /// </summary>
    /// <returns>The outcome of the unit where it is committed; null where it is now claimed as aborted.</returns>
    ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken);

    /// <summary>The outcome kept under an idempotency key, or null.</summary>
    ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken);

    /// <summary>Forgets the idempotency keys recorded before a time; nothing else ever does.</summary>
    /// <returns>How many were forgotten.</returns>
    ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken);

    /// <summary>
    /// The inline views in force, and the rows stored under the given keys, as of one moment. Keys of views that are not
    /// in force are left out.
    /// </summary>
    ValueTask<InlineRows> LoadInlineAsync(IReadOnlyCollection<InlineKey> keys, CancellationToken cancellationToken);
}
