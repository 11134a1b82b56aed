using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

/// <summary>A write store that can append a unit inside a transaction that its caller owns.</summary>
public interface IRelationalWriteStore : IWriteStore
{
    /// <summary>
    /// Writes one unit inside the caller's transaction, which must be on the same database. The caller commits; a unit
    /// that is refused has written nothing, and the transaction can go on.
    /// </summary>
    ValueTask<UnitOutcome> AppendAsync(WriteUnit unit, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>The inline rows as the caller's transaction sees them.</summary>
    ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        DbTransaction transaction,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Whether the transaction that the caller had on a connection is committed, rolled back or disposed. Not every driver
    /// says so by its <see cref="DbTransaction.Connection"/>, and some have given the object to another connection since.
    /// </summary>
    bool HasEnded(DbTransaction transaction, DbConnection connection) => transaction.Connection != connection;

    /// <summary>
    /// Called once a caller's transaction with a unit in it is over: readers are told to look, as after a commit of the
    /// store's own, those of other processes too where the store can reach them.
    /// </summary>
    void WakeReaders() => Log.Signal.Pulse();
}
