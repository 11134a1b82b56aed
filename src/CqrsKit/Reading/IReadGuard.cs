using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>
/// What stands between a read and the store while a query of this scope has asked for a contract or a receipt. Reads
/// outside of such a query go past it.
/// </summary>
internal interface IReadGuard
{
    /// <summary>Whether any running query of this scope has asked.</summary>
    bool IsActive { get; }

    /// <summary>
    /// Reads a stored view through the reader whose status met the demands, checks the holes that the read touches, and
    /// reads again where the view's generation was switched meanwhile.
    /// </summary>
    /// <param name="view">The view; one that no query declared is made to meet the demands now.</param>
    /// <param name="keys">The keys that are read; null for a list or scan, which touches every hole.</param>
    /// <param name="args">Passed on to <paramref name="read"/>.</param>
    /// <param name="read">The read; it may be called again.</param>
    /// <param name="cancellationToken">Ends the wait and the reading.</param>
    ValueTask<TResult> ReadAsync<TArgs, TResult>(
        ViewSource view,
        IReadOnlyCollection<string>? keys,
        TArgs args,
        Func<IViewReader, TArgs, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken
    );

    /// <summary>Says that a read touched a hole: fails under a contract, and degrades receipts.</summary>
    void TouchHole(ViewSource view, ViewKey hole);
}
