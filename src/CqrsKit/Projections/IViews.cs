using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>
/// Looks after stored views, and after what subscriptions have parked: status, replay of parked events, rebuild, check
/// against the log. All of it works while queries and commands go on.
/// </summary>
public interface IViews
{
    /// <summary>The names of all stored views, and of all subscriptions as <c>subscription:name</c>.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>The generations of a view, with their checkpoints and parked events.</summary>
    ValueTask<ViewInfo> StatusAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the parked events of a key again, in order, until one fails. What fails stays parked, and so do its successors.
    /// </summary>
    /// <param name="view">A stored view, or a subscription, whose keys are <c>category/key</c> of a stream.</param>
    /// <param name="key">The key; <see cref="ViewKey.WholeView"/> for events whose keys could not be told.</param>
    /// <param name="cancellationToken">Ends it before anything is written.</param>
    ValueTask<ReplayReport> ReplayAsync(string view, ViewKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Fills a new generation from the log beside the active one, which keeps serving and being kept up to date; compares the
    /// two at the same place, and switches. The old one is kept, so that the switch can be taken back. In a store that takes
    /// rows in bulk, a rebuild whose process was killed is gone on with: call it again.
    /// </summary>
    /// <param name="view">A stored view.</param>
    /// <param name="progress">Told how far it is, after each page.</param>
    /// <param name="cancellationToken">Ends it; the new generation is dropped.</param>
    ValueTask<ViewReport> RebuildAsync(
        string view,
        IProgress<RebuildProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>
    /// Folds the log in memory and compares with what is stored: differences come from a fold that is not pure, from one that
    /// was changed without a new version, or from parked events.
    /// </summary>
    ValueTask<ViewReport> VerifyAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>
    /// Switches back to the generation that was active before, after catching it up; called again, it goes forth again.
    /// </summary>
    /// <exception cref="CqrsKitException">There is none, or it is of another version of the projection.</exception>
    ValueTask RevertAsync(string view, CancellationToken cancellationToken = default);

    /// <summary>Removes a generation that is not active.</summary>
    ValueTask DropAsync(string view, int generation, CancellationToken cancellationToken = default);
}
