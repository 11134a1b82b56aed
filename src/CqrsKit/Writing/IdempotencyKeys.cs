using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

internal sealed class IdempotencyKeys(IWriteStore store) : IIdempotencyKeys
{
    public ValueTask<long> PurgeAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken) =>
        store.PurgeOutcomesAsync(recordedBefore, cancellationToken);
}
