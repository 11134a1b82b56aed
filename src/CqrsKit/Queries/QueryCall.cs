using CqrsKit.Consistency;

namespace CqrsKit.Queries;

/// <summary>What a call of the dispatcher demands, on its way past the behaviors to the handler; and what came of it.</summary>
internal sealed class QueryCall(Contract contract, bool wantsReceipt)
{
    public Contract Contract => contract;
    public bool WantsReceipt => wantsReceipt;

    /// <summary>Set once the handler has answered; null where a behavior answered instead.</summary>
    public QueryReceipt? Receipt { get; set; }
}
