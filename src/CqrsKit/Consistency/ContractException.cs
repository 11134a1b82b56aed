using System;

namespace CqrsKit.Consistency;

/// <summary>A query's contract could not be met within its budget. Nothing was answered; asking again later may succeed.</summary>
public sealed class ContractException(string view, ContractMiss miss, string message) : CqrsKitException(message)
{
    /// <summary>The view that could not meet it.</summary>
    public string View { get; } = view;

    /// <summary>Why.</summary>
    public ContractMiss Miss { get; } = miss;

    /// <summary>How long to wait before asking again makes sense; null where asking again won't help by itself.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
