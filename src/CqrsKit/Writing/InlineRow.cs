using System;

namespace CqrsKit.Writing;

/// <summary>A stored row of an inline view in force.</summary>
/// <param name="Key">View, tenant and key.</param>
/// <param name="RowVersion">How often the row was written or deleted, ever; 0 where it never was. It survives a delete, so that a row that is deleted and made again is not taken for the old one.</param>
/// <param name="Data">The payload; null where there is no row.</param>
/// <param name="Parked">Whether the key has parked events, so that further ones must be parked behind them.</param>
public sealed record InlineRow(InlineKey Key, long RowVersion, ReadOnlyMemory<byte>? Data, bool Parked);
