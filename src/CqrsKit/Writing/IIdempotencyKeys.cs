using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

/// <summary>The idempotency keys that are kept, each with the first outcome under it. They go only by a purge.</summary>
public interface IIdempotencyKeys
{
    /// <summary>
    /// Forgets the keys recorded before a time. From then on a command under one of them is carried out again, so choose a
    /// time before which no sender repeats anything.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    ValueTask<long> PurgeAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken);
}
