using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit;

/// <summary>
/// Something that is read again only where what was read last is of a certain age, so that many who ask for it at about the
/// same time cost one reading.
/// </summary>
internal sealed class Recent<T>(Func<CancellationToken, ValueTask<T>> read, TimeSpan age, Waiting waiting)
{
    private readonly Turns _turns = new(waiting);
    private (T Value, long At)? _last;

    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken).ConfigureAwait(false);
        if (_last is { } last && waiting.Time.GetElapsedTime(last.At) < age)
            return last.Value;
        var at = waiting.Time.GetTimestamp();
        var value = await read(cancellationToken).ConfigureAwait(false);
        _last = (value, at);
        return value;
    }
}
