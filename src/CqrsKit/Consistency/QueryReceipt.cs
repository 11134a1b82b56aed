using System;

namespace CqrsKit.Consistency;

/// <summary>What an answer was worth.</summary>
public sealed record QueryReceipt
{
    /// <summary>What every view that was read had seen, at least: a completed prefix of the log.</summary>
    public required ConsistencyToken Seen { get; init; }

    /// <summary>Whether the contract was met, with no hole touched.</summary>
    public required bool Met { get; init; }

    /// <summary>How long the query waited for its views.</summary>
    public required TimeSpan Waited { get; init; }
}
