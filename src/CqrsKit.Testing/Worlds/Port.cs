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
    public async ValueTask<T> CallAsync<T>(
        PortCall call,
        Func<T> effect,
        CancellationToken cancellationToken,
        Action? loseLease = null
    )
    {
        if (!life.IsAlive)
            await world.Agenda.WaitAsync(TimeSpan.Zero, life).ConfigureAwait(false); // for ever
        var fate = world.Faults.Next(life.Node, call);
        var fault = fate.Fault;
        if (fault is { } kind)
            world.Trace.Add(life, $"! {kind} at {call.Name}");
        await BeforeAsync(fate).ConfigureAwait(false);
        if (fault == FaultKind.LoseLease)
            loseLease?.Invoke();
        T? result = default;
        var error = cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : FailureOf(fate, call);
        if (fault == FaultKind.CommitLate)
            Defer(fate, call, effect);
        else if (error is null)
            error = Try(effect, out result);
        if (fault == FaultKind.Duplicate)
            Defer(fate, call, effect);
        await AfterAsync(fate).ConfigureAwait(false);
        if (error is not null)
            ExceptionDispatchInfo.Throw(error);
        return fault == FaultKind.LoseAnswer ? throw Failed(call, isUnknown: true) : result!;
    }

    private static Exception? FailureOf(CallFate fate, PortCall call) =>
        fate.Fault switch
        {
            FaultKind.FailBefore => Failed(call, isUnknown: fate.Random.OneIn(2)),
            FaultKind.CommitLate => Failed(call, isUnknown: true),
            _ => null,
        };

    private static CqrsKitException? Try<T>(Func<T> effect, out T? result)
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

    private async Task BeforeAsync(CallFate fate)
    {
        switch (fate.Fault)
        {
            case FaultKind.CrashBefore:
                world.Crash(life, fate);
                break;
            case FaultKind.CancelBefore:
                CancelOne(fate);
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

    private async Task AfterAsync(CallFate fate)
    {
        if (fate.Fault == FaultKind.CrashAfter)
            world.Crash(life, fate);
        else if (fate.Fault == FaultKind.CancelAfter)
            CancelOne(fate);
        await world.Agenda.WaitAsync(fate.Latency(), life).ConfigureAwait(false);
    }

    private void Defer<T>(CallFate fate, PortCall call, Func<T> effect) =>
        world.Agenda.Defer(
            fate.Within(LongestDelay / 2),
            () =>
            {
                world.Trace.Add(life, $"! {call.Name} arrives late, or again");
                Try(effect, out _); // nobody is there to hear of an error
            }
        );

    private void CancelOne(CallFate fate)
    {
        if (life.Running.Count == 0)
            return;
        var call = fate.Random.Pick(life.Running);
        world.Trace.Add(life, $"! {call.Op} is cancelled");
        call.Cancellation.Cancel();
    }

    private static Exception Failed(PortCall call, bool isUnknown) =>
        isUnknown && call.Faults is [.., FaultKind.CommitLate]
            ? new CommitUnknownException($"The connection was lost during {call.Name}.")
            : new SimulatedFault($"{call.Name} failed.");
}
