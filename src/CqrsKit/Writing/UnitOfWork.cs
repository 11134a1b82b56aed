using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Writing;

/// <summary>The unit of work of a scope: one draft at a time, from a command's first line to its commit.</summary>
internal sealed class UnitOfWork(
    MessageContext context,
    EventRegistry registry,
    IdSource ids,
    TimeProvider time,
    WriteSide writes
) : IUnitOfWork
{
    private UnitOfWork? _outer;
    private UnitDraft? _draft;
    private UnitReceipt? _receipt;

    /// <summary>Whether a command is running in this scope, which another one then joins.</summary>
    public bool IsRunning => Current is not null;

    /// <summary>What the last outermost command of the scope came to; null while it runs, and where it failed.</summary>
    public UnitReceipt? Receipt
    {
        get => _receipt;
        set
        {
            _receipt = value;
            if (_outer is not null)
                _outer.Receipt = value;
        }
    }

    private UnitDraft? Current => _draft ?? _outer?.Current;

    /// <summary>Goes on with the unit of the scope that this one was opened in, for a command that runs in a scope of its own.</summary>
    public void Continue(UnitOfWork outer)
    {
        _outer = outer;
        context.IsInUnit = outer.IsRunning;
    }

    public void Append(
        string category,
        string key,
        long? expectedVersion,
        IEvent @event,
        IReadOnlyList<string>? tags = null
    )
    {
        var draft = Running("IUnitOfWork");
        draft.AppendUntracked(StreamOf(category, key), expectedVersion, @event, tags);
    }

    public void Guard(string category, string key, long version) =>
        Running("IUnitOfWork").Guard(StreamOf(category, key), version);

    public ValueTask WriteInAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return writes.Transactions.WriteAsync(Running("IUnitOfWork"), transaction, cancellationToken);
    }

    /// <summary>The draft of the running command.</summary>
    public UnitDraft Running(string used) =>
        Current
        ?? throw new InvalidOperationException(
            $"{used} is used outside a command's unit of work; the handler must inject IRepository/IUnitOfWork itself or be marked [UsesWriteSide]. A query handler cannot write."
        );

    public UnitDraft Begin(KeyedCommand? keyed)
    {
        context.IsInUnit = true;
        return _draft = new UnitDraft(context, registry, ids, time) { Keyed = keyed };
    }

    /// <summary>Ends the run, committed or not; the next command begins with nothing.</summary>
    public void End()
    {
        if (_draft is null)
            return;
        _draft.Close();
        writes.Transactions.Leave(_draft);
        _draft = null;
        context.IsInUnit = false;
    }

    /// <summary>Commits what was collected. Past the point where a leader takes the unit the token is ignored.</summary>
    /// <returns>The outcome, or null where there was nothing to commit.</returns>
    public ValueTask<UnitOutcome?> CommitAsync(
        UnitDraft draft,
        OutcomeWrite? outcome,
        CancellationToken cancellationToken
    )
    {
        draft.Close();
        if (draft.Joined > 0)
            throw new InvalidOperationException(
                $"The command's handler returned while {draft.Joined} command(s) that it had sent were still running. Nothing was written. Await every SendAsync before returning."
            );
        if (draft.FailedJoin is { } failed)
            throw new InvalidOperationException(
                $"The command '{failed}' joined this unit of work, appended to it and failed, and its sender caught that. What it appended cannot be taken out, so nothing was written. Let its exception through, or check before appending."
            );
        if (draft.Written is not null)
            return writes.Transactions.CompleteAsync(draft)!;
        if (draft.IsEmpty && outcome is null)
            return default;
        return writes.Commits.CommitAsync(draft.Build(outcome), draft.Events, cancellationToken)!;
    }

    private StreamId StreamOf(string category, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(category);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new StreamId(context.Tenant, category, key);
    }
}
