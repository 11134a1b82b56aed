using System;
using System.Threading.Tasks;
using CqrsKit.Testing.Rules;

namespace CqrsKit.Testing;

/// <summary>What every write store must do: units, guards, states, outcomes, and texts of any kind.</summary>
/// <param name="open">Opens a fresh, empty store; called once a rule.</param>
/// <param name="durable">Whether the store can be closed and opened again (<see cref="StoreUnderTest.ReopenAsync"/>).</param>
public sealed class WriteStoreConformance(Func<ValueTask<StoreUnderTest>> open, bool durable = false)
    : ConformanceSuite(
        open,
        [
            .. CommitRules.All,
            .. GroupRules.All,
            .. RepeatRules.All,
            .. OutcomeRules.All,
            .. TextRules.All,
            .. durable ? DurableRules.OfWrites : [],
        ]
    );
