using System;

namespace CqrsKit.Reading;

/// <summary>A view as a store holds it.</summary>
/// <param name="Key">Tenant and key.</param>
/// <param name="Data">The payload, as the codec made it.</param>
/// <param name="RowVersion">How often the row was written, from 1; what inline writes are guarded by.</param>
public sealed record StoredView(ViewKey Key, ReadOnlyMemory<byte> Data, long RowVersion);
