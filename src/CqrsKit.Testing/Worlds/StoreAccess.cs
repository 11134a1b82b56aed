using System;
using CqrsKit.Leases;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>A database as one process reaches it.</summary>
/// <param name="Writes">The write side, with the log; null in a database that holds views alone.</param>
/// <param name="Views">The read side.</param>
/// <param name="Leases">The leases; null where it has none.</param>
/// <param name="Close">Closes what the process has open, as its end would.</param>
internal sealed record StoreAccess(IWriteStore? Writes, IViewStore Views, ILeaseStore? Leases, Action Close)
    : IDisposable
{
    public void Dispose() => Close();
}
