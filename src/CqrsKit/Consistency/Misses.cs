using System;
using CqrsKit.Reading;

namespace CqrsKit.Consistency;

/// <summary>Says why a contract was not met.</summary>
internal static class Misses
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static ContractException Behind(ViewSource view, LogMark mark, LogMark target) =>
        new(
            view.Name,
            ContractMiss.Behind,
            $"View '{view.Name}' has seen {mark}, and {target} was demanded. What was demanded is committed; ask again later, allow a longer budget, or read with Contract.Eventual."
        )
        {
            RetryAfter = Soon,
        };

    /// <summary>The same miss, with who keeps the view from what was demanded.</summary>
    public static ContractException HeldBack(ContractException miss, string by) =>
        new(
            miss.View,
            miss.Miss,
            $"{miss.Message} The log is held back by {by}: what was committed after it began is read when it ends."
        )
        {
            RetryAfter = miss.RetryAfter,
        };

    public static ContractException NotBuilt(ViewSource view) =>
        new(
            view.Name,
            ContractMiss.Building,
            $"View '{view.Name}' has no active generation yet: it is being built, or no runner is running that would build it. Ask again later."
        )
        {
            RetryAfter = Soon,
        };

    public static ContractException LostTail(ViewSource view, LogMark mark) =>
        new(
            view.Name,
            ContractMiss.Building,
            $"View '{view.Name}' has seen {mark}, which the log does not hold: the log has lost its tail or is another one. The runner rebuilds the view; ask again later."
        )
        {
            RetryAfter = Soon,
        };

    public static ContractException Hole(ViewSource view, ViewKey hole) =>
        new(
            view.Name,
            ContractMiss.Hole,
            hole == ViewKey.WholeView
                ? $"View '{view.Name}' lacks an event whose keys could not be told, so any of its views may lack it. Correct the fold and replay or rebuild the view, or read with Contract.Eventual."
                : $"View '{view.Name}' could not take an event under key '{hole}' and has parked it. Correct the fold and replay or rebuild the view, or read with Contract.Eventual."
        );
}
