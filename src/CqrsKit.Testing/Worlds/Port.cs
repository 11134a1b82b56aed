using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>What is between a node and the stores: it takes time, and it fails.</summary>
internal sealed class Port(World world, NodeLife life)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(4);

    public NodeLife Life => life;

    public World World => world;

    /// <summary>Calls a store; what is called completes at once, and is recorded by whoever calls.</summary>
    public async ValueTask<T> CallAsync<T>(
        PortCall call,
        Func<T> effect,
        CancellationToken cancellationToken,
        Action? loseLease = null
    )
    {
        if (!world.Agenda.IsOnThread() || !life.IsAlive)
            await world.Agenda.WaitAsync(TimeSpan.Zero, life).ConfigureAwait(false); // for ever
        var fate = world.Faults.Next(life.Node, call, life.Running.Count);
        var fault = fate.Fault;
        if (fault is { } kind)
            world.Trace.Add(life, $"! {kind} at {call.Name}");
        var restores = world.Restores;
        var cancelled =
            (fault is FaultKind.CancelBefore or FaultKind.CancelAfter) && life.Running.Count > 0
                ? life.Running[fate.OneOf(life.Running.Count)]
                : null;
        await BeforeAsync(fate, cancelled).ConfigureAwait(false);
        if (fault == FaultKind.LoseLease)
            loseLease?.Invoke();
        T? result = default;
        var error = cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : FailureOf(fate, call, isCutOff: restores != world.Restores);
        if (fault == FaultKind.CommitLate && restores == world.Restores)
            Defer(fate, call, effect);
        else if (error is null)
            error = Try(effect, out result);
        world.Faults.Done(fate, life.Node, call, result, error);
        if (fault == FaultKind.Duplicate && restores == world.Restores)
            Defer(fate, call, effect);
        await AfterAsync(fate, cancelled).ConfigureAwait(false);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
        return fault == FaultKind.LoseAnswer ? throw Failed(call, isUnknown: true) : result!;
    }

    private static Exception? FailureOf(CallFate fate, PortCall call, bool isCutOff) =>
        fate.Fault switch
        {
            _ when isCutOff => Failed(call, isUnknown: true),
            FaultKind.FailBefore => Failed(call, isUnknown: fate.OneOf(2) == 0),
            FaultKind.CommitLate => Failed(call, isUnknown: true),
            _ => null,
        };

    private static Exception? Try<T>(Func<T> effect, out T? result)
    {
        result = default;
        try
        {
            result = effect();
            return null;
        }
#pragma warning disable CA1031 // whatever a store throws is its answer
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }

    private async Task BeforeAsync(CallFate fate, RunningCall? cancelled)
    {
        switch (fate.Fault)
        {
            case FaultKind.CrashBefore:
                world.Crash(life, fate);
                break;
            case FaultKind.CancelBefore:
                Cancel(cancelled);
                break;
            case FaultKind.Pause:
                life.PausedUntil = world.Agenda.Now + fate.Within(LongestDelay * 2).Ticks;
                break;
            case FaultKind.Stop:
                world.Stop(life, fate);
                break;
            case FaultKind.ClockJump:
                life.ClockError += TimeSpan.FromSeconds(fate.Random.Next(-7200, 7200));
                break;
            case FaultKind.LoseViews or FaultKind.LoseLog:
                world.Lose(fate);
                break;
        }

        // What is under way arrives, whether or not its sender lives by then; the dead send nothing.
        var delay = fate.Fault == FaultKind.Delay ? fate.Within(LongestDelay) : fate.Latency();
        await world.Agenda.WaitAsync(delay, life.IsAlive ? null : life).ConfigureAwait(false);
    }

    private async Task AfterAsync(CallFate fate, RunningCall? cancelled)
    {
        if (fate.Fault == FaultKind.CrashAfter)
            world.Crash(life, fate);
        else if (fate.Fault == FaultKind.CancelAfter)
            Cancel(cancelled);
        await world.Agenda.WaitAsync(fate.Latency(), life).ConfigureAwait(false);
    }

    private void Defer<T>(CallFate fate, PortCall call, Func<T> effect)
    {
        var restores = world.Restores;
        world.Agenda.Defer(
            fate.Within(LongestDelay / 2),
            () =>
            {
                if (restores != world.Restores)
                    return;
                world.Trace.Add(life, $"! {call.Name} arrives late, or again");
                Try(effect, out _); // nobody is there to hear of an error
            }
        );
    }

    private void Cancel(RunningCall? call)
    {
        if (call is null)
            return;
        world.Trace.Add(life, $"! {call.Op} is cancelled");
        call.Cancellation.Cancel();
    }

    private static Exception Failed(PortCall call, bool isUnknown) =>
        isUnknown && call.IsCommit
            ? new CommitUnknownException($"The connection was lost during {call.Name}.")
            : new SimulatedFault($"{call.Name} failed.");
}
