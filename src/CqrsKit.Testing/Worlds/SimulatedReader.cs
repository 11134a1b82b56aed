using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Worlds;

/// <summary>What a query of one node reads through.</summary>
internal sealed class SimulatedReader(Port port, IViewReader inner) : IViewReader
{
    private static readonly PortCall Status = PortCall.Read("IViewReader.StatusAsync");
    private static readonly PortCall Get = PortCall.Read("IViewReader.GetAsync");
    private static readonly PortCall GetMany = PortCall.Read("IViewReader.GetManyAsync");
    private static readonly PortCall List = PortCall.Read("IViewReader.ListAsync");
    private static readonly PortCall Holes = PortCall.Read("IViewReader.HolesAsync");

    public object? Native => null;

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken) =>
        port.CallAsync(
            Status,
            () =>
            {
                var status = inner.StatusAsync(view, default).Now();
                port.World.Recorder.Shown(view, status);
                return status;
            },
            cancellationToken
        );

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken) =>
        port.CallAsync(Get, () => inner.GetAsync(view, key, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => port.CallAsync(GetMany, () => inner.GetManyAsync(view, tenant, keys, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    ) => port.CallAsync(List, () => inner.ListAsync(view, tenant, range, default).Now(), cancellationToken);

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(
        string view,
        string tenant,
        CancellationToken cancellationToken
    ) => port.CallAsync(Holes, () => inner.HolesAsync(view, tenant, default).Now(), cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
