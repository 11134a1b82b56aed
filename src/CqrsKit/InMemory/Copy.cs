using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.InMemory;

/// <summary>Copies of what a caller could still change after it has handed it over.</summary>
internal static class Copy
{
    public static EventInfo Of(EventInfo info) =>
        info with
        {
            Metadata =
                info.Metadata.Count == 0 ? info.Metadata : new Dictionary<string, string>(info.Metadata).AsReadOnly(),
            Tags = [.. info.Tags],
        };

    public static OutcomeWrite Of(OutcomeWrite outcome) => outcome with { Result = outcome.Result.ToArray() };
}
