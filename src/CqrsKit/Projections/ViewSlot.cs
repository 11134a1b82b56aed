using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Projections;

/// <summary>A registered view with all that it is kept up to date by.</summary>
internal sealed class ViewSlot(
    ViewRegistration registration,
    Func<IViewStore> store,
    bool hasStore,
    EventRegistry registry,
    ViewSignals signals,
    Waiting waiting,
    ILogger logger
)
{
    private readonly Lazy<IViewStore> _store = new(store);
    private readonly ConditionalWeakTable<LogPage, PageFold> _folds = [];
    private PageFold? _spare;
    private LogFilter? _filter;
    private RebuildProgress? _rebuild;

    public string Name => registration.Projection.Name;
    public Projection Projection => registration.Projection;
    public ViewOptions Options => registration.Options;
    public IViewStore Store => _store.Value;

    /// <summary>Whether there is a store at all; a shared view does without.</summary>
    public bool HasStore => hasStore;

    public EventRegistry Registry => registry;
    public ViewSignals Signals => signals;
    public ILogger Logger => logger;
    public TimeProvider Time => waiting.Time;

    /// <summary>The build of the projection: another build may fold in another way, whatever its version says.</summary>
    public Guid Build => Projection.GetType().Module.ModuleVersionId;

    /// <summary>How far this process is with filling a generation; null while it fills none.</summary>
    public RebuildProgress? Rebuild
    {
        get => Volatile.Read(ref _rebuild);
        set => Volatile.Write(ref _rebuild, value);
    }

    /// <summary>Whoever writes a partition of the view, or needs it to stand still, in this process.</summary>
    public IReadOnlyList<Turns> Turns { get; } =
    [.. Enumerable.Range(0, registration.Options.PartitionCount).Select(_ => new Turns(waiting))];

    /// <summary>The events that the fold names, in all their stored shapes.</summary>
    public LogFilter Filter =>
        _filter ??= new LogFilter([
            .. Projection
                .EventTypes.SelectMany(registry.NamesOf)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ])
        {
            WithContext = Projection.WantsContext,
        };

    /// <summary>How many partitions the view is registered with.</summary>
    public int Partitions => Options.PartitionCount;

    /// <summary>How a generation of this view is kept up to date as it is registered now.</summary>
    public ViewMode Mode => Options.Placement == ViewPlacement.Inline ? ViewMode.Inline : ViewMode.Async;

    /// <summary>Whether a generation is what the registration asks for.</summary>
    public bool Fits(ViewGeneration generation) =>
        generation.Version == Projection.Version && generation.Mode == Mode && generation.Partitions == Partitions;

    /// <summary>The events of a page with their keys, worked out once for all partitions that take the page.</summary>
    public PageFold FoldOf(LogPage page) => _folds.GetValue(page, NewFold);

    /// <summary>
    /// The page is taken, and nobody asks for its fold any more: the next page has its room, which is as large as a page. Of
    /// several partitions none knows whether it is the last one.
    /// </summary>
    public void Release(LogPage page)
    {
        if (Partitions > 1 || !_folds.TryGetValue(page, out var fold) || !_folds.Remove(page))
            return;
        fold.Clear();
        Volatile.Write(ref _spare, fold);
    }

    private PageFold NewFold(LogPage page)
    {
        var fold = Interlocked.Exchange(ref _spare, null) ?? new PageFold(Projection, Registry);
        fold.Read(page.Events);
        return fold;
    }

    /// <summary>Waits until nobody writes any partition in this process.</summary>
    public async ValueTask<AllTurns> TakeAllAsync(CancellationToken cancellationToken)
    {
        var taken = new Stack<Turns>();
        try
        {
            foreach (var turns in Turns)
            {
                await turns.EnterAsync(cancellationToken).ConfigureAwait(false);
                taken.Push(turns);
            }
        }
        catch
        {
            new AllTurns(taken).Dispose();
            throw;
        }

        return new AllTurns(taken);
    }

    public override string ToString() => Name;

    internal readonly struct AllTurns(Stack<Turns> taken) : IDisposable
    {
        public void Dispose()
        {
            foreach (var turns in taken)
                turns.Leave();
        }
    }
}
