using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Writing;

/// <summary>Writes a unit inside a transaction that the handler owns.</summary>
internal sealed class TransactionWriter(
    IWriteStore store,
    InlineFold inline,
    KeptOutcomes outcomes,
    WritingOptions options
)
{
    public async ValueTask WriteAsync(UnitDraft draft, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (draft.Written is not null)
            throw new InvalidOperationException(
                "The unit of work is already written in the handler's own transaction. Call WriteInAsync once."
            );
        var relational =
            store as IRelationalWriteStore
            ?? throw new CqrsKitException(
                $"The write store {store.GetType()} cannot write inside a DbTransaction. Use a relational write store, or leave the commit to CqrsKit."
            );
        if (draft.Keyed is { HasResult: true } keyed)
            throw new CqrsKitException(
                $"The command under the idempotency key '{keyed.Key.Value}' (scope '{keyed.Key.Scope}') has a result, which is not known yet when WriteInAsync is called, so a repeat could not get it. Use a command without a result, or leave the commit to CqrsKit."
            );

        var unit = draft.Build(draft.Keyed is null ? null : outcomes.Write<object?>(draft.Keyed, null));
        var queued = new QueuedUnit(unit, draft.Events);
        var outcome = await AppendAsync(relational, queued, transaction, cancellationToken).ConfigureAwait(false);
        if (outcome.Result != UnitResult.Committed)
            throw Conflicts.Of(outcome, Conflicts.StreamOf(unit), attempts: 1);
        draft.Written = (transaction, transaction.Connection!, outcome);
        draft.Close();
    }

    /// <summary>After the handler: its transaction must be committed.</summary>
    public async ValueTask<UnitOutcome> CompleteAsync(UnitDraft draft)
    {
        var (transaction, connection, outcome) = draft.Written!.Value;
        if (draft.Events.Count > 0 && await store.Log.HoldsAsync(outcome.Mark, default).ConfigureAwait(false))
            return outcome;
        if (!((IRelationalWriteStore)store).HasEnded(transaction, connection))
            throw new InvalidOperationException(
                "The handler returned while the transaction that it gave to WriteInAsync was still open. Commit it before returning."
            );
        return draft.Events.Count == 0
            ? outcome
            : throw new InvalidOperationException(
                "The handler returned, but the transaction that it gave to WriteInAsync was rolled back. Nothing was written. Commit it, or throw to say why not."
            );
    }

    /// <summary>However the run ended, the handler may have committed its transaction: readers look for themselves.</summary>
    public void Leave(UnitDraft draft)
    {
        if (draft.Written is not null)
            ((IRelationalWriteStore)store).WakeReaders();
    }

    private async ValueTask<UnitOutcome> AppendAsync(
        IRelationalWriteStore relational,
        QueuedUnit queued,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            if (inline.IsNeededFor(queued))
                await inline
                    .FoldAsync([queued], keys => relational.LoadInlineAsync(keys, transaction, cancellationToken))
                    .ConfigureAwait(false);
            if (queued.Error is { } error)
                throw error;
            var outcome = await relational
                .AppendAsync(queued.Folded, transaction, cancellationToken)
                .ConfigureAwait(false);
            if (outcome.Result != UnitResult.InlineMoved || ++queued.Refolds > options.MaxRefolds)
                return outcome;
        }
    }
}
