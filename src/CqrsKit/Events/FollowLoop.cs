using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Events;

/// <summary>
/// Follows a log for one follower, while it has the seat: reads a page, hands it over, goes on; waits at the end; watches
/// while another process follows; begins again after an error.
/// </summary>
internal sealed class FollowLoop(
    IFollower follower,
    Seat seat,
    IEventLog log,
    SharedPages pages,
    RunnerOptions options,
    Waiting waiting,
    LogSignal progress,
    ILogger logger
)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly LagProbe _lag = new(waiting.Time);
    private volatile RunnerStatus _status = new(follower.Name, RunnerState.Stopped, default, default, null)
    {
        Partition = follower.Partition,
        Partitions = follower.Partitions,
    };
    private TimeSpan _delay = options.RestartDelay;

    /// <summary>How far the follower is.</summary>
    public RunnerStatus Status => _status with { Lag = _lag.Now };

    /// <summary>Follows until told to stop.</summary>
    /// <param name="start">Completed when the loop is to begin, so that it never runs on its starter's stack.</param>
    /// <param name="stopping">Tells it to stop at the next page.</param>
    /// <param name="cancellationToken">Cuts it off.</param>
    public async Task RunAsync(Task start, CancellationToken stopping, CancellationToken cancellationToken)
    {
        await start.ConfigureAwait(false);
        while (!stopping.IsCancellationRequested)
        {
            var seen = seat.Changes;
            if (seat.TryEnter(out var revoked))
                await SitAsync(stopping, revoked, cancellationToken).ConfigureAwait(false);
            else
                await WatchAsync(seen, stopping, cancellationToken).ConfigureAwait(false);
        }

        Report(RunnerState.Stopped, _status.Head);
    }

    /// <summary>Follows, or waits to follow again, until told to stop or to give the seat to another process.</summary>
    private async ValueTask SitAsync(
        CancellationToken stopping,
        CancellationToken revoked,
        CancellationToken cancellationToken
    )
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, revoked);
        try
        {
            if (await FollowAsync(either.Token, cancellationToken).ConfigureAwait(false) == FollowStep.StandBy)
                await StandByAsync(either.Token, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Stopped or revoked; the loop sees which.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await PauseAsync(error, either.Token).ConfigureAwait(false);
        }
        finally
        {
            seat.Leave();
        }
    }

    /// <summary>Looks how far the process is that follows, until the seat is granted.</summary>
    private async ValueTask WatchAsync(long seen, CancellationToken stopping, CancellationToken cancellationToken)
    {
        try
        {
            await follower.PeekAsync(cancellationToken).ConfigureAwait(false);
            var head = await pages.HeadAsync(cancellationToken).ConfigureAwait(false);
            Report(RunnerState.Standby, head.Mark);
            await seat.WaitAsync(seen, options.PollInterval, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop ends.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await PauseAsync(error, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask<FollowStep> FollowAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        await follower.OpenAsync(stopping).ConfigureAwait(false);
        var head = await log.HeadAsync(stopping).ConfigureAwait(false);
        logger.Following(follower.Name, follower.Mark);
        Report(follower.State, head.Mark);

        var seen = 0L;
        Task<LogPage>? next = null;
        try
        {
            while (!follower.MayHaveLost)
            {
                next ??= ReadAsync(follower.Mark.Position);
                var page = await next.ConfigureAwait(false);
                // How far the page is complete is the log's to say: gaps in numbers are normal (trap 8).
#if TRAP_08
                page = Contiguous(page, follower.Mark);
#endif
                // While a page is taken, the one behind it is read.
                next = page.AtEnd ? null : ReadAsync(page.CompleteThrough.Position);
                // Unless the log holds what was taken of it, as or after the page was read, its tail was lost, and may have
                // grown again: the page is of other events than those that it seems to follow (trap 6).
                if (
                    page.CompleteThrough != follower.Mark
                    && !await FollowsAsync(page, cancellationToken).ConfigureAwait(false)
                )
                    return FollowStep.Reopen;
                var step = await TakeAsync(page, stopping, cancellationToken).ConfigureAwait(false);
                if (step != FollowStep.GoOn)
                    return step;
                if (stopping.IsCancellationRequested)
                    return FollowStep.GoOn;
                if (page.AtEnd)
                    await log.Signal.WaitAsync(seen, options.PollInterval, stopping).ConfigureAwait(false);
                else if (follower.Mark != page.CompleteThrough)
                    next = await ForgetAsync(next).ConfigureAwait(false);
            }

            return FollowStep.Reopen;
        }
        finally
        {
            await ForgetAsync(next).ConfigureAwait(false);
        }

        Task<LogPage> ReadAsync(Position after)
        {
            // Counted before the log is read, so that a commit between the read and the wait is not missed.
            seen = log.Signal.Count;
            return ReadAndPrepareAsync(seen, after, cancellationToken);
        }
    }

    private async Task<LogPage> ReadAndPrepareAsync(long seen, Position after, CancellationToken cancellationToken)
    {
        var page =
            follower.Partitions == 1
                ? await log.ReadAsync(after, follower.Filter, options.BatchSize, cancellationToken)
                    .ConfigureAwait(false)
                : await pages
                    .ReadAsync(seen, after, follower.Filter, options.BatchSize, cancellationToken)
                    .ConfigureAwait(false);
        follower.Prepare(page);
        return page;
    }

    /// <summary>Whether the page is of the log that the follower has taken: whoever read the page looked, or the log is asked.</summary>
    private ValueTask<bool> FollowsAsync(LogPage page, CancellationToken cancellationToken) =>
        page.UnitBefore is { } unit
            ? new(unit == follower.Mark.UnitId)
            : log.HoldsAsync(follower.Mark, cancellationToken);

    /// <summary>Lets a read end whose page nobody wants, or whose error everybody has.</summary>
    private static async ValueTask<Task<LogPage>?> ForgetAsync(Task? read)
    {
        if (read is not null)
            await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return null;
    }

    private async ValueTask<FollowStep> TakeAsync(
        LogPage page,
        CancellationToken stopping,
        CancellationToken cancellationToken
    )
    {
        // A page from which everything was filtered out still moves the checkpoint, or waits for it would hang (trap 9).
#if TRAP_09
        if (page.Events.Count == 0)
#else
        if (page.CompleteThrough.Position <= follower.Mark.Position && !IsFilled(page))
#endif
            return await follower.RestAsync(cancellationToken).ConfigureAwait(false);

        var step = await follower.TakeAsync(page, stopping, cancellationToken).ConfigureAwait(false);
        if (step != FollowStep.GoOn)
            return step;
        _delay = options.RestartDelay;
        var head = page.CompleteThrough.Position > _status.Head.Position ? page.CompleteThrough : _status.Head;
        _status = _status with { LastError = null };
        Report(follower.State, head);
        return step;
    }

#if TRAP_08
    private static LogPage Contiguous(LogPage page, LogMark mark)
    {
        var taken = new System.Collections.Generic.List<RecordedEvent>();
        foreach (var next in page.Events)
        {
            if (next.Position.Minor != mark.Position.Minor + 1)
                break;
            mark = next.Mark;
            taken.Add(next);
        }

        return page with
        {
            Events = taken,
            CompleteThrough = mark,
            AtEnd = true,
        };
    }
#endif

    /// <summary>Whether a generation that is being filled has all there is, so that it can be switched to though nothing new comes.</summary>
    private bool IsFilled(LogPage page) => page.AtEnd && follower.State == RunnerState.Rebuilding;

    /// <summary>Watches another process's progress until it stands still for too long, by monotonic time of this process.</summary>
    private async ValueTask StandByAsync(CancellationToken stopping, CancellationToken cancellationToken)
    {
        logger.StandingBy(follower.Name);
        var seen = follower.Mark;
        var since = waiting.Time.GetTimestamp();
        while (true)
        {
            await follower.PeekAsync(cancellationToken).ConfigureAwait(false);
            var head = await log.HeadAsync(cancellationToken).ConfigureAwait(false);
            Report(RunnerState.Standby, head.Mark);
            var isMoving = follower.Mark != seen || follower.Mark.Position >= head.Mark.Position;
            if (isMoving)
            {
                seen = follower.Mark;
                since = waiting.Time.GetTimestamp();
            }
            else if (waiting.Time.GetElapsedTime(since) >= options.TakeOverAfter)
            {
                logger.TakingOver(follower.Name, seen, head.Mark);
                return;
            }

            await waiting.DelayAsync(options.PollInterval, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask PauseAsync(Exception error, CancellationToken stopping)
    {
        logger.FollowerFailed(follower.Name, follower.Mark, _delay, error);
        _status = _status with { LastError = $"{error.GetType().Name}: {error.Message}" };
        Report(RunnerState.Failing, _status.Head);
        try
        {
            await waiting.DelayAsync(_delay, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        _delay = _delay + _delay < LongestDelay ? _delay + _delay : LongestDelay;
    }

    private void Report(RunnerState state, LogMark head)
    {
        _status = _status with { State = state, Mark = follower.Mark, Head = head };
        _lag.Note(follower.Mark, head);
        progress.Pulse();
    }
}
