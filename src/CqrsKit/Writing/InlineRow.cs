using System;

namespace CqrsKit.Writing;

/// <summary>A stored row of an inline view in force.</summary>
/// <param name="Key">View, tenant and key.</param>
/// <param name="RowVersion">How often the row was written; 0 where there is none, or where only parked events are stored.</param>
/// <param name="Data">The payload; null where there is no row.</param>
/// <param name="Parked">Whether the key has parked events, so that further ones must be parked behind them.</param>
public sealed record InlineRow(InlineKey Key, long RowVersion, ReadOnlyMemory<byte>? Data, bool Parked);
