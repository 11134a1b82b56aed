using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>The unit of work of the running command, for handlers that want more than a repository offers.</summary>
public interface IUnitOfWork
{
    /// <summary>Appends an event to a stream, guarded by the version it must be at (0: it must not exist); null appends after whatever is there.</summary>
    void Append(string category, string key, long? expectedVersion, IEvent @event, IReadOnlyList<string>? tags = null);

    /// <summary>Makes the unit a conflict if the stream is at another version when it commits.</summary>
    void Guard(string category, string key, long version);

    /// <summary>
    /// Writes the unit inside a transaction that the handler owns, on the write store's database. The handler commits the
    /// transaction, and must have done so when it returns; nothing more can be appended to the unit.
    /// </summary>
    /// <exception cref="ConcurrencyException">A guard did not hold; let it through, and the command is run again.</exception>
    ValueTask WriteInAsync(DbTransaction transaction, CancellationToken cancellationToken);
}
