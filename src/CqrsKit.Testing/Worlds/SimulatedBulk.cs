using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Testing.Worlds;

/// <summary>A view store that takes new generations in slices, as one node reaches it.</summary>
internal sealed class SimulatedBulk(Port port, IViewStore inner, IBulkViewStore bulk, SimulatedDatabase database)
    : SimulatedViews(port, inner, database),
        IBulkViewStore
{
    private static readonly PortCall Fill = PortCall.Read("IBulkViewStore.FillAsync");
    private static readonly PortCall Apply = PortCall.Write("IBulkViewStore.ApplyAsync");

    private readonly Port _port = port;
    private readonly SimulatedDatabase _database = database;

    public ValueTask<ViewFill?> FillAsync(GenerationId generation, CancellationToken cancellationToken) =>
        _port.CallAsync(Fill, () => bulk.FillAsync(generation, default).Now(), cancellationToken);

    public ValueTask<ApplyOutcome> ApplyAsync(ViewSlice slice) =>
        _port.CallAsync(
            Apply,
            () =>
            {
                var outcome = bulk.ApplyAsync(slice).Now();
                if (outcome == ApplyOutcome.Applied)
                    _port.World.Recorder.Filled(_database, slice);
                _port.World.Trace.Add(
                    _port.Life,
                    () =>
                        $"fills {slice.Generation} under fence {slice.Fence} from {slice.From} to {slice.To} through {slice.Target.Position}: {outcome}"
                );
                return outcome;
            },
            default
        );
}
