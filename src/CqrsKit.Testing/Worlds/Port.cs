using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>What is between a node and the stores: it takes time, and it fails.</summary>
internal sealed class Port(World world, NodeLife life)
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    public NodeLife Life => life;

    public World World => world;

    /// <summary>Calls a store; what is called completes at once, and is recorded by whoever calls.</summary>
    public async ValueTask<T> CallAsync<T>(PortCall call, Func<T> effect, CancellationToken cancellationToken)
    {
        var fault = life.IsAlive ? world.Faults.Draw(call.Faults) : null;
        if (fault is { } kind)
            world.Trace.Add(life, $"! {kind} at {call.Name}");
        await BeforeAsync(fault).ConfigureAwait(false);
        T? result = default;
        var error = cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : FailureOf(fault, call);
        if (fault == FaultKind.CommitLate)
            Defer(call, effect);
        else if (error is null)
            error = Try(effect, out result);
        if (fault == FaultKind.Duplicate)
            Defer(call, effect);
        await AfterAsync(fault).ConfigureAwait(false);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
        return fault == FaultKind.LoseAnswer ? throw Failed(call, isUnknown: true) : result!;
    }

    private Exception? FailureOf(FaultKind? fault, PortCall call) =>
        fault switch
        {
            FaultKind.FailBefore => Failed(call, isUnknown: world.Faults.Random.OneIn(2)),
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
        catch (CqrsKitException error)
        {
            return error;
        }
    }

    private async Task BeforeAsync(FaultKind? fault)
    {
        switch (fault)
        {
            case FaultKind.CrashBefore:
                world.Crash(life);
                break;
            case FaultKind.CancelBefore:
                CancelOne();
                break;
            case FaultKind.Pause:
                life.PausedUntil = world.Agenda.Now + world.Faults.Next(LongestDelay * 2).Ticks;
                break;
            case FaultKind.Stop:
                world.Stop(life);
                break;
            case FaultKind.ClockJump:
                life.ClockError += TimeSpan.FromSeconds(world.Faults.Random.Next(-7200, 7200));
                break;
            case FaultKind.LoseViews or FaultKind.LoseLog:
                world.Lose(fault.Value);
                break;
        }

        // What is under way arrives, whether or not its sender lives by then; the dead send nothing.
        await world.Agenda.WaitAsync(Delay(fault), life.IsAlive ? null : life).ConfigureAwait(false);
    }

    private async Task AfterAsync(FaultKind? fault)
    {
        if (fault == FaultKind.CrashAfter)
            world.Crash(life);
        else if (fault == FaultKind.CancelAfter)
            CancelOne();
        await world.Agenda.WaitAsync(Delay(null), life).ConfigureAwait(false);
    }

    private void Defer<T>(PortCall call, Func<T> effect) =>
        world.Agenda.Defer(
            world.Faults.Next(LongestDelay / 2),
            () =>
            {
                world.Trace.Add(life, $"! {call.Name} arrives late, or again");
                Try(effect, out _); // nobody is there to hear of an error
            }
        );

    private TimeSpan Delay(FaultKind? fault) =>
        fault == FaultKind.Delay ? world.Faults.Next(LongestDelay) : TimeSpan.FromMicroseconds(world.Network.Next(20, 400));

    private void CancelOne()
    {
        if (life.Running.Count == 0)
            return;
        var call = world.Faults.Random.Pick(life.Running);
        world.Trace.Add(life, $"! {call.Op} is cancelled");
        call.Cancellation.Cancel();
    }

    private static Exception Failed(PortCall call, bool isUnknown) =>
        isUnknown && call.Faults is [.., FaultKind.CommitLate]
            ? new CommitUnknownException($"The connection was lost during {call.Name}.")
            : new SimulatedFault($"{call.Name} failed.");
}
