using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Worlds;

/// <summary>What a query of one node reads through.</summary>
internal sealed class SimulatedReader : IViewReader, IDisposable
{
    private static readonly PortCall Status = PortCall.Read("IViewReader.StatusAsync");
    private static readonly PortCall Get = PortCall.Read("IViewReader.GetAsync");
    private static readonly PortCall GetMany = PortCall.Read("IViewReader.GetManyAsync");
    private static readonly PortCall List = PortCall.Read("IViewReader.ListAsync");
    private static readonly PortCall Holes = PortCall.Read("IViewReader.HolesAsync");

    private readonly Port _port;
    private readonly IViewReader _inner;

    public SimulatedReader(Port port, IViewReader inner)
    {
        (_port, _inner) = (port, inner);
        port.Life.Open.Add(this);
    }

    public object? Native => null;

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken) =>
        _port.CallAsync(
            Status,
            () =>
            {
                var status = _inner.StatusAsync(view, default).Now();
                _port.World.Recorder.Shown(view, status);
                return status;
            },
            cancellationToken
        );

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken) =>
        _port.CallAsync(Get, () => _inner.GetAsync(view, key, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => _port.CallAsync(GetMany, () => _inner.GetManyAsync(view, tenant, keys, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    ) => _port.CallAsync(List, () => _inner.ListAsync(view, tenant, range, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(
        string view,
        string tenant,
        CancellationToken cancellationToken
    ) => _port.CallAsync(Holes, () => _inner.HolesAsync(view, tenant, default).Now(), cancellationToken);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        // The end of its node may have come first.
        if (_port.Life.Open.Remove(this))
            _inner.DisposeAsync().Now();
    }
}
