using System;
using System.Threading.Tasks;
using CqrsKit.Testing.Rules;

namespace CqrsKit.Testing;

/// <summary>What a view store must do that takes new generations in bulk (<see cref="CqrsKit.Reading.IBulkViewStore"/>).</summary>
/// <param name="open">Opens a fresh, empty store; called once a rule.</param>
/// <param name="durable">Whether the store can be closed and opened again (<see cref="StoreUnderTest.ReopenAsync"/>).</param>
public sealed class BulkFillConformance(Func<ValueTask<StoreUnderTest>> open, bool durable = false)
    : ConformanceSuite(open, [.. SliceRules.All, .. FillRules.All, .. durable ? FillRules.Durable : []]);
