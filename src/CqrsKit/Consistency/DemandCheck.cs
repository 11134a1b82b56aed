using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Consistency;

/// <summary>Says what a contract demands of the log, and whether a view meets it.</summary>
internal sealed class DemandCheck(IEventLog log, MessageContext context)
{
    /// <summary>What the contract demands as of now.</summary>
    /// <exception cref="TokenException">It demands what no wait can satisfy.</exception>
    public async ValueTask<Demand> ResolveAsync(
        Contract contract,
        bool wantsReceipt,
        CancellationToken cancellationToken
    )
    {
        var token = contract.Kind switch
        {
            ContractKind.AtLeast => contract.Token,
            ContractKind.ReadYourWrites => context.Session.Token,
            _ => ConsistencyToken.None,
        };
        if (token.IsNone && contract.Kind != ContractKind.Latest && !wantsReceipt)
            return new Demand(contract, head: null, target: null);

        var head = await log.HeadAsync(cancellationToken).ConfigureAwait(false);
        var target =
            contract.Kind == ContractKind.Latest
                ? head.Mark
                : await TokenCheck.MarkAsync(token, log, head, cancellationToken).ConfigureAwait(false);
        return new Demand(contract, head, target);
    }

    /// <summary>Why the view does not meet the demand; null where it does, and then the demand knows how far it is.</summary>
    /// <param name="demand">The demand.</param>
    /// <param name="view">A stored view.</param>
    /// <param name="status">How far it is, by the reader that its data will be read from.</param>
    /// <param name="cancellationToken">Ends the look at the log.</param>
    public async ValueTask<ContractException?> MissAsync(
        Demand demand,
        ViewSource view,
        ViewStatus? status,
        CancellationToken cancellationToken
    )
    {
        if (status is null)
        {
            if (demand.IsStrict)
                return Misses.NotBuilt(view);
            demand.Note(view, status, LogMark.Start);
            return null;
        }

        if (status.Mode == ViewMode.Inline)
        {
            demand.NoteCurrent(view, status);
            return null;
        }

        if (demand.Head is not { } head)
        {
            demand.Note(view, status, status.Mark);
            return null;
        }

        // A completed prefix of the log, so a lower position than the one demanded means that something is missing.
        if (demand.Target is { } target && status.LogId == head.LogId && status.Mark.Position < target.Position)
            return Misses.Behind(view, status.Mark, target);
        if (await IsOfLogAsync(status, demand.Target, head, cancellationToken).ConfigureAwait(false))
        {
            demand.Note(view, status, status.Mark);
            return null;
        }

        if (demand.IsStrict)
            return Misses.LostTail(view, status.Mark);
        demand.Degrade();
        demand.Note(view, status, LogMark.Start);
        return null;
    }

    /// <summary>Whether the log accounts for everything that the view has seen.</summary>
    private async ValueTask<bool> IsOfLogAsync(
        ViewStatus status,
        LogMark? target,
        LogHead head,
        CancellationToken cancellationToken
    )
    {
        if (status.LogId != head.LogId)
            return false;
#if !TRAP_06
        // A target is held by the log: it was checked, or it was the head just now.
        return status.Mark == target
            || status.Mark == head.Mark
            || await log.HoldsAsync(status.Mark, cancellationToken).ConfigureAwait(false);
#else
        return await new ValueTask<bool>(target == target).ConfigureAwait(false);
#endif
    }
}
