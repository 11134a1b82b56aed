using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Pipeline;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

/// <summary>
/// Runs a command's handler as one unit of work: load, decide, commit; and again from the load, in a fresh scope, where
/// somebody else wrote first. A command sent inside a handler joins the outer unit.
/// </summary>
internal sealed class UnitRunner(
    IServiceScopeFactory scopes,
    WriteSide writes,
    WritingOptions options,
    Waiting waiting,
    IdSource ids
)
{
    public ValueTask<TResult> RunAsync<TCommand, TResult>(
        IServiceProvider scope,
        TCommand command,
        IAttempt<TCommand, TResult> attempt,
        CancellationToken cancellationToken
    )
        where TCommand : notnull
    {
        // A handler that only sends commands, on the rung without storage: there is nothing to commit.
        if (!writes.HasStore)
            return attempt.InvokeAsync(scope, command, cancellationToken);
        var unit = scope.GetRequiredService<UnitOfWork>();
        return unit.IsRunning
            ? JoinAsync(unit, scope, command, attempt, cancellationToken)
            : RunOutermostAsync(unit, scope, command, attempt, cancellationToken);
    }

    private static async ValueTask<TResult> JoinAsync<TCommand, TResult>(
        UnitOfWork unit,
        IServiceProvider scope,
        TCommand command,
        IAttempt<TCommand, TResult> attempt,
        CancellationToken cancellationToken
    )
    {
        var draft = unit.Running("ICommandDispatcher");
        var size = draft.Size;
        var succeeded = false;
        draft.Joined++;
        try
        {
            var result = await attempt.InvokeAsync(scope, command, cancellationToken).ConfigureAwait(false);
            succeeded = true;
            return result;
        }
        finally
        {
            draft.Joined--;
            if (!succeeded && draft.Size != size)
                draft.FailedJoin = attempt.CommandName;
        }
    }

    private async ValueTask<TResult> RunOutermostAsync<TCommand, TResult>(
        UnitOfWork unit,
        IServiceProvider scope,
        TCommand command,
        IAttempt<TCommand, TResult> attempt,
        CancellationToken cancellationToken
    )
        where TCommand : notnull
    {
        var context = scope.GetRequiredService<MessageContext>();
        unit.Receipt = null;
        var keyed = context.IdempotencyKey is { } key
            ? writes.Outcomes.KeyOf(
                context.Tenant,
                key,
                attempt.CommandName,
                command,
                typeof(TCommand),
                hasResult: typeof(TResult) != typeof(NoResult)
            )
            : null;
        for (var attempts = 1; ; attempts++)
        {
            if (keyed is not null && await FindAsync(keyed, cancellationToken).ConfigureAwait(false) is { } first)
                return Repeat<TResult>(unit, context, first);
            var run = new UnitRun<TCommand, TResult>(command, attempt, keyed, writes, cancellationToken);
            if (attempts == 1)
            {
                await run.RunAsync(unit, scope).ConfigureAwait(false);
            }
            else
            {
                var child = scopes.CreateAsyncScope();
                await using var _ = child.ConfigureAwait(false);
                child.ServiceProvider.GetRequiredService<MessageContext>().CopyFrom(context);
                var fresh = child.ServiceProvider.GetRequiredService<UnitOfWork>();
                await run.RunAsync(fresh, child.ServiceProvider).ConfigureAwait(false);
            }

            if (run.Repeat is { } repeat)
                return Repeat<TResult>(unit, context, repeat);
            if (run.Conflict is not { } conflict)
                return Finish(unit, context, run);
            if (attempts >= options.MaxAttempts)
                throw conflict.After(attempts);
            await BackOffAsync(attempts, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask<StoredOutcome?> FindAsync(KeyedCommand keyed, CancellationToken cancellationToken) =>
        writes.Outcomes.FindAsync(keyed, cancellationToken);

    private TResult Repeat<TResult>(UnitOfWork unit, MessageContext context, StoredOutcome first)
    {
        var result = writes.Outcomes.Read<TResult>(first);
        Write(unit, context, first.Unit, isRepeat: true);
        return result;
    }

    private static TResult Finish<TCommand, TResult>(
        UnitOfWork unit,
        MessageContext context,
        UnitRun<TCommand, TResult> run
    )
    {
        if (run.Outcome is { } outcome)
            Write(unit, context, outcome, isRepeat: false);
        else
            unit.Receipt = new UnitReceipt(ConsistencyToken.None, [], IsRepeat: false);
        return run.Result!;
    }

    private static void Write(UnitOfWork unit, MessageContext context, UnitOutcome outcome, bool isRepeat)
    {
        var token = ConsistencyToken.At(outcome.LogId, outcome.Mark);
        unit.Receipt = new UnitReceipt(token, outcome.Versions, isRepeat);
        context.Session.Collect(token);
    }

    private ValueTask BackOffAsync(int attempts, CancellationToken cancellationToken)
    {
        var longest = options.RetryDelay * Math.Pow(2, Math.Min(attempts - 1, 20));
        if (longest > options.MaxRetryDelay)
            longest = options.MaxRetryDelay;
        cancellationToken.ThrowIfCancellationRequested();
        var delay = longest * ids.NextDouble();
        return delay > TimeSpan.Zero ? waiting.DelayAsync(delay, cancellationToken) : default;
    }
}
