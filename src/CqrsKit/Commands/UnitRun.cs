using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Commands;

/// <summary>One run of an outermost command in one scope, and how it ended.</summary>
internal sealed class UnitRun<TCommand, TResult>(
    TCommand command,
    IAttempt<TCommand, TResult> attempt,
    KeyedCommand? keyed,
    WriteSide writes,
    CancellationToken cancellationToken
)
{
    /// <summary>What the handler returned.</summary>
    public TResult? Result { get; private set; }

    /// <summary>The committed unit; null where there was nothing to commit.</summary>
    public UnitOutcome? Outcome { get; private set; }

    /// <summary>The outcome of the command that was first under the same key.</summary>
    public StoredOutcome? Repeat { get; private set; }

    /// <summary>Somebody else wrote first: the exception to throw where no attempt is left; null where nobody did.</summary>
    public ConcurrencyException? Conflict { get; private set; }

    /// <summary>Runs the handler and commits; a handler's exception goes through unchanged, and nothing is written.</summary>
    public async ValueTask RunAsync(UnitOfWork unit, IServiceProvider scope)
    {
        var draft = unit.Begin(keyed);
        try
        {
            Result = await attempt.InvokeAsync(scope, command, cancellationToken).ConfigureAwait(false);
            await CommitAsync(unit, draft).ConfigureAwait(false);
        }
        catch (ConcurrencyException conflict) when (conflict.CanRetry)
        {
            Conflict = conflict;
        }
        catch (Exception) when (keyed is not null && draft.Written is null)
        {
            // The first command under the key may have been committed meanwhile, and that is why the handler refused.
            Repeat = await FindQuietlyAsync().ConfigureAwait(false);
            if (Repeat is null)
                throw;
        }
        finally
        {
            unit.End();
        }
    }

    private async ValueTask CommitAsync(UnitOfWork unit, UnitDraft draft)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var kept = keyed is null ? null : writes.Outcomes.Write(keyed, Result!);
        var outcome = await unit.CommitAsync(draft, kept, cancellationToken).ConfigureAwait(false);
        switch (outcome?.Result)
        {
            case null or UnitResult.Committed:
                Outcome = outcome;
                break;
            case UnitResult.KeyTaken:
                Repeat = await writes.Outcomes.FindAsync(keyed!, cancellationToken).ConfigureAwait(false);
                // Purged in between, the key is free again.
                Conflict = Repeat is null ? draft.ConflictOf(outcome) : null;
                break;
            default:
                Conflict = draft.ConflictOf(outcome);
                break;
        }
    }

    private async ValueTask<StoredOutcome?> FindQuietlyAsync()
    {
        if (cancellationToken.IsCancellationRequested)
            return null;
        try
        {
            return await writes.Outcomes.FindAsync(keyed!, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the handler's own exception says more
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
