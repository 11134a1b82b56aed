using System;
using System.Threading.Tasks;
using CqrsKit.Testing.Rules;

namespace CqrsKit.Testing;

/// <summary>What every log must do: order, pages, filters, epochs, streams, and the signal.</summary>
/// <param name="open">Opens a fresh, empty store; called once a rule.</param>
/// <param name="durable">Whether the store can be closed and opened again (<see cref="StoreUnderTest.ReopenAsync"/>).</param>
public sealed class EventLogConformance(Func<ValueTask<StoreUnderTest>> open, bool durable = false)
    : ConformanceSuite(
        open,
        [.. LogRules.All, .. PageRules.All, .. EventRules.All, .. durable ? DurableRules.OfLogs : []]
    );
