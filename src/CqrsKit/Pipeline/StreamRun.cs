using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>
/// A stream with behaviors: they run as an enumeration begins, for each enumeration anew, and with the token that ends it,
/// whether it was given with the query or with the enumeration. A behavior need not know that there are two.
/// </summary>
internal sealed class StreamRun<TQuery, TItem>(
    StreamCall<TQuery, TItem> call,
    TQuery query,
    CancellationToken cancellationToken
) : IAsyncEnumerable<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken own)
    {
        if (!own.CanBeCanceled || own == cancellationToken)
            return call(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        return cancellationToken.CanBeCanceled
            ? RunAsync(cancellationToken).GetAsyncEnumerator(own)
            : call(query, own).GetAsyncEnumerator(own);
    }

    /// <summary>With both tokens in one.</summary>
    private async IAsyncEnumerable<TItem> RunAsync([EnumeratorCancellation] CancellationToken both)
    {
        await foreach (var item in call(query, both).WithCancellation(both).ConfigureAwait(false))
            yield return item;
    }
}
