namespace CqrsKit.Dispatch;

/// <summary>What all dispatchers of a container share.</summary>
internal sealed record Dispatched(RootScope Root, CallTable Calls, Startup Startup);
