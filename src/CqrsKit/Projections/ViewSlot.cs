using System;
using System.Linq;
using System.Threading;
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

    /// <summary>Whoever writes the view's generations, or needs them to stand still, in this process.</summary>
    public Turns Turns { get; } = new(waiting);

    /// <summary>The events that the fold names, in all their stored shapes.</summary>
    public LogFilter Filter =>
        _filter ??= new LogFilter([
            .. Projection
                .EventTypes.SelectMany(registry.NamesOf)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ]);

    /// <summary>How a generation of this view is kept up to date as it is registered now.</summary>
    public ViewMode Mode => Options.Placement == ViewPlacement.Inline ? ViewMode.Inline : ViewMode.Async;

    /// <summary>Whether a generation is what the registration asks for.</summary>
    public bool Fits(ViewGeneration generation) => generation.Version == Projection.Version && generation.Mode == Mode;

    public override string ToString() => Name;
}
