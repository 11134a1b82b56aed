using System;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>Measures how fast a generation is filled, and tells whoever wants to know.</summary>
/// <param name="view">The view.</param>
/// <param name="head">The end of the log at the beginning.</param>
/// <param name="listener">Told after each page; or null.</param>
internal sealed class RebuildPace(ViewSlot view, LogMark head, IProgress<RebuildProgress>? listener)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);

    private readonly long _since = view.Time.GetTimestamp();
    private long _logged = view.Time.GetTimestamp();
    private Position? _first;
    private double? _shareBefore;
    private int _slices;

    /// <summary>The events of the pass over the log that is in hand, and of the tail after the last one.</summary>
    public long Events { get; private set; }

    /// <summary>A pass over the log begins.</summary>
    public void Begin() => Events = 0;

    /// <summary>A slice is stored.</summary>
    public void Stored() => _slices++;

    /// <summary>A page is taken on the way to the end of the log, by all keys.</summary>
    public void Take(LogPage page) => Take(page, KeyRange.All, page.AtEnd ? page.CompleteThrough : head);

    /// <summary>A page is folded.</summary>
    /// <param name="page">The page.</param>
    /// <param name="range">The keys that it is folded into.</param>
    /// <param name="last">Where the pass ends.</param>
    public void Take(LogPage page, KeyRange range, LogMark last)
    {
        Events += page.Events.Count;
        if (page.Events.Count > 0)
            _first ??= page.Events[0].Position;
        var at = page.CompleteThrough;
        var passed = _first is { } first ? ShareOf(first, at.Position, last.Position) : 1;
        var share = (range.From + range.Width * passed) / ViewSlice.End;
        _shareBefore ??= (double)range.From / ViewSlice.End;
        var progress = new RebuildProgress(view.Name, Events, at, head)
        {
            Slices = _slices,
            Share = share,
            Left = LeftAt(share),
        };
        view.Rebuild = progress;
        listener?.Report(progress);
        Log(progress);
    }

    private TimeSpan? LeftAt(double share)
    {
        var done = share - (_shareBefore ?? 0);
        var elapsed = view.Time.GetElapsedTime(_since);
        return done <= 0 || elapsed <= TimeSpan.Zero ? null : elapsed * double.Max(0, (1 - share) / done);
    }

    private void Log(RebuildProgress progress)
    {
        if (view.Time.GetElapsedTime(_logged) < LogEvery)
            return;
        _logged = view.Time.GetTimestamp();
        view.Logger.Filling(view.Name, progress.Events, progress.Slices, progress.Share, progress.Left);
    }

    /// <summary>
    /// How far a position is from one to another. Positions say nothing of how many events lie between them; as an estimate,
    /// the number that leads will do.
    /// </summary>
    private static double ShareOf(Position first, Position at, Position last)
    {
        if (at >= last)
            return 1;
        if (at <= first)
            return 0;
        if (first.Epoch != last.Epoch)
            return Between(first.Epoch, at.Epoch, last.Epoch);
        return first.Major != last.Major
            ? Between(first.Major, at.Major, last.Major)
            : Between(first.Minor, at.Minor, last.Minor);

        static double Between(ulong from, ulong here, ulong to) => (here - from) / (double)(to - from);
    }
}
