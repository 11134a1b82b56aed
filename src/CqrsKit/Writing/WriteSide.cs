using System;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Writing;

/// <summary>
/// The parts that commit, made when the first unit needs them: a handler that only sends commands takes part in units of
/// work, and may live where there is no write store at all.
/// </summary>
internal sealed class WriteSide(IServiceProvider services, IServiceProviderIsService registered)
{
    private GroupCommit? _commits;
    private KeptOutcomes? _outcomes;
    private TransactionWriter? _transactions;

    public bool HasStore { get; } = registered.IsService(typeof(IWriteStore));

    public GroupCommit Commits => _commits ??= services.GetRequiredService<GroupCommit>();

    public KeptOutcomes Outcomes => _outcomes ??= services.GetRequiredService<KeptOutcomes>();

    public TransactionWriter Transactions => _transactions ??= services.GetRequiredService<TransactionWriter>();
}
