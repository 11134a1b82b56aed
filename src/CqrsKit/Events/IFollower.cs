using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

/// <summary>Something that follows the log with a checkpoint of its own; a <see cref="FollowLoop"/> drives it, one call at a time.</summary>
internal interface IFollower
{
    /// <summary>The name under which its checkpoint is stored.</summary>
    string Name { get; }

    /// <summary>
    /// The name under which its partitions are leased: the same in every process that can follow them, another where another
    /// version or partition count is registered.
    /// </summary>
    string Group => Name;

    /// <summary>The partition that it follows, from 0.</summary>
    int Partition => 0;

    /// <summary>How many there are.</summary>
    int Partitions => 1;

    /// <summary>The events that it wants.</summary>
    LogFilter Filter { get; }

    /// <summary>Running, Parked or Rebuilding.</summary>
    RunnerState State { get; }

    /// <summary>The checkpoint of the last call.</summary>
    LogMark Mark { get; }

    /// <summary>Whether the store may have lost what it had acknowledged to this follower, which then opens again.</summary>
    bool MayHaveLost => false;

    /// <summary>Takes over from whoever followed before, and finds its checkpoint.</summary>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Does with a page what needs no state, so that it is done while the page before is still being stored; called once it
    /// is read, at any moment, and for pages that nobody takes later.
    /// </summary>
    void Prepare(LogPage page) { }

    /// <summary>
    /// Takes the page that follows the checkpoint; <see cref="Mark"/> says how far it came.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="stopping">Asks it to return at the next place where it can go on later.</param>
    /// <param name="cancellationToken">Cuts it off.</param>
    ValueTask<FollowStep> TakeAsync(LogPage page, CancellationToken stopping, CancellationToken cancellationToken);

    /// <summary>
    /// Called where there is nothing to take, at most once in each poll interval: finds out what a write would have told,
    /// that another process took over meanwhile.
    /// </summary>
    ValueTask<FollowStep> RestAsync(CancellationToken cancellationToken) => new(FollowStep.GoOn);

    /// <summary>Looks how far the process is that follows now, and sets <see cref="Mark"/>.</summary>
    ValueTask PeekAsync(CancellationToken cancellationToken);
}
