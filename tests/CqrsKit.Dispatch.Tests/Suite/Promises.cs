using System.Collections.Generic;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>All that dispatch promises.</summary>
public static class Promises
{
    /// <summary>Every promise, by theme.</summary>
    public static IReadOnlyList<Promise> All { get; } =
    [
        .. Sending.All,
        .. Scopes.All,
        .. Pipelines.All,
        .. Streams.All,
        .. Streaming.All,
        .. Shapes.All,
        .. Flow.All,
        .. InProcess.All,
        .. Costs.All,
    ];
}
