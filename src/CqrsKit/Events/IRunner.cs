using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>
/// Runs everything that follows the log: async views and subscriptions. A host starts and stops it; without a host
/// <c>provider.StartCqrsKitAsync()</c> does.
/// </summary>
public interface IRunner
{
    /// <summary>How far each follower is, in order of registration.</summary>
    IReadOnlyList<RunnerStatus> Followers { get; }

    /// <summary>Starts all followers and returns at once; does nothing where they run.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Stops all followers once each has finished what it has in hand (or has reached the end of the log as it is now, where
    /// <see cref="RunnerOptions.DrainToHead"/> is set). Cancelled, it stops them in the middle: what is not applied is
    /// done again later.
    /// </summary>
    ValueTask StopAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until every follower has seen what a token names, however long that takes.</summary>
    /// <exception cref="CqrsKitException">The runner doesn't run, and nothing would ever be seen.</exception>
    ValueTask CaughtUpAsync(ConsistencyToken token, CancellationToken cancellationToken = default);
}
