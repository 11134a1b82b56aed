using CqrsKit.Writing;

namespace CqrsKit.Torture.Worker.Bank;

internal sealed record Account(int Amount, int Notes);

internal sealed record Rewards(int Count);

internal sealed class AccountAggregate : Aggregate<Account>
{
    public const string Kind = "account";

    public AccountAggregate()
        : base(Kind)
    {
        On<Deposited>((account, e) => new Account((account?.Amount ?? 0) + e.Amount, account?.Notes ?? 0));
        On<Sent>((account, e) => account! with { Amount = account.Amount - e.Amount });
        On<Received>((account, e) => new Account((account?.Amount ?? 0) + e.Amount, account?.Notes ?? 0));
        On<Noted>((account, _) => new Account(account?.Amount ?? 0, (account?.Notes ?? 0) + 1));
    }
}

internal sealed class RewardsAggregate : Aggregate<Rewards>
{
    public RewardsAggregate()
        : base("rewards") => On<Rewarded>((rewards, _) => new Rewards((rewards?.Count ?? 0) + 1));
}
