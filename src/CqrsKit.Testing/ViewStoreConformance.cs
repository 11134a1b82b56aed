using System;
using System.Threading.Tasks;
using CqrsKit.Testing.Rules;

namespace CqrsKit.Testing;

/// <summary>What every view store and its reader must do: applies, generations, lists, parked events.</summary>
/// <param name="open">Opens a fresh, empty store; called once a rule.</param>
/// <param name="durable">Whether the store can be closed and opened again (<see cref="StoreUnderTest.ReopenAsync"/>).</param>
public sealed class ViewStoreConformance(Func<ValueTask<StoreUnderTest>> open, bool durable = false)
    : ConformanceSuite(
        open,
        [
            .. ApplyRules.All,
            .. RowRules.All,
            .. GenerationRules.All,
            .. ReaderRules.All,
            .. ListRules.All,
            .. EntryRules.All,
            .. ParkRules.All,
            .. PartitionRules.All,
            .. GuardRules.All,
            .. durable ? DurableRules.OfViews : [],
        ]
    );
