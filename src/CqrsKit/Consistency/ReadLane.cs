using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Consistency;

/// <summary>
/// The one reader through which the demands of a scope read a store: checkpoint and data come from the same replica. One
/// flow at a time uses it.
/// </summary>
internal sealed class ReadLane(IViewStore store, Waiting waiting)
{
    private readonly Turns _turns = new(waiting);
    private IViewReader? _reader;

    public IViewStore Store => store;

    /// <summary>How many demands and reads hold the lane open; changed under the lanes' lock.</summary>
    public int Users { get; set; }

    /// <summary>Waits for the turn and opens the reader where it isn't open yet.</summary>
    public async ValueTask<IViewReader> EnterAsync(CancellationToken cancellationToken)
    {
        await _turns.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _reader ??= await store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _turns.Leave();
            throw;
        }
    }

    public void Leave() => _turns.Leave();

    public async ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken)
    {
        var reader = await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await reader.StatusAsync(view, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Closes the reader; nobody uses the lane any more.</summary>
    public ValueTask CloseAsync() => _reader?.DisposeAsync() ?? default;
}
