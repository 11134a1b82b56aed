using CqrsKit;

namespace Northwind.Import;

/// <summary>What an import came to.</summary>
/// <param name="Fresh">How many commands took effect now.</param>
/// <param name="Repeats">How many were known by their idempotency key.</param>
/// <param name="Head">The end of the log afterwards.</param>
/// <param name="IsUnchanged">Whether the log ended there before.</param>
/// <param name="Token">What a reader must have seen to see all of it.</param>
internal sealed record ImportOutcome(int Fresh, int Repeats, LogMark Head, bool IsUnchanged, ConsistencyToken Token);
