using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Events;

internal static class LogReading
{
    /// <summary>The event at a mark; null where the log doesn't hold it.</summary>
    public static async ValueTask<RecordedEvent?> ReadAtAsync(
        this IEventLog log,
        LogMark mark,
        CancellationToken cancellationToken
    )
    {
        var page = await log.ReadAsync(Before(mark.Position), LogFilter.All, 1, cancellationToken)
            .ConfigureAwait(false);
        return page.Events.Count > 0 && page.Events[0].Mark == mark ? page.Events[0] : null;
    }

    /// <summary>The part of a page that lies at or before a mark, which must be the end of a unit.</summary>
    public static LogPage UpTo(this LogPage page, LogMark end)
    {
        if (page.CompleteThrough.Position <= end.Position)
            return page;
        var count = 0;
        while (count < page.Events.Count && page.Events[count].Position <= end.Position)
            count++;
        var events = new RecordedEvent[count];
        for (var i = 0; i < count; i++)
            events[i] = page.Events[i];
        return new LogPage(events, end, AtEnd: false);
    }

    /// <summary>The part of a page that lies after a mark; the page itself where that is all of it.</summary>
    public static LogPage After(this LogPage page, LogMark begin)
    {
        var count = 0;
        while (count < page.Events.Count && page.Events[count].Position <= begin.Position)
            count++;
        return count == 0 ? page : page with { Events = [.. page.Events.Skip(count)] };
    }

    // The last place before a position: nothing lies between the two, whatever the store's numbers mean.
    private static Position Before(Position position) =>
        position switch
        {
            { Minor: > 0 } => position with { Minor = position.Minor - 1 },
            { Major: > 0 } => position with { Major = position.Major - 1, Minor = long.MaxValue },
            _ => Position.Start,
        };
}
