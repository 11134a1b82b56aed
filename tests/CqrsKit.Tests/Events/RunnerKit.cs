using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.InMemory;
using CqrsKit.Leases;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Tests.Consistency;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace CqrsKit.Tests.Events;

/// <summary>
/// An application with a runner over the in-memory stores, on one thread and with time that stands still: after each
/// commit, everything that follows it has happened. Two of them over one database are two processes.
/// </summary>
internal sealed class RunnerKit : IAsyncDisposable
{
    private readonly ServiceProvider _root;

    public RunnerKit(
        Action<CqrsKitBuilder> configure,
        RunnerKit? beside = null,
        Func<IEventLog, IEventLog>? log = null,
        Func<IViewStore, IViewStore>? views = null,
        Func<RunnerKit, IEventLog>? logOf = null,
        Func<ILeaseStore, ILeaseStore>? leases = null
    )
    {
        Time = beside?.Time ?? new ManualTime();
        Waiting = beside?.Waiting ?? new Waiting(Time, inline: true);
        Database = beside?.Database ?? new InMemoryDatabase(Waiting, Ids);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time).AddSingleton(Waiting).AddSingleton(Ids).AddSingleton(Database);
        services.AddCqrsKit(kit =>
        {
            kit.UseInMemory();
            kit.AddEvent<Counted>().AddEvent<Renamed>().AddEvent<Noise>();
            configure(kit);
        });
        if (log is not null)
            services.Replace(ServiceDescriptor.Singleton(log(Database.WriteStore.Log)));
        if (logOf is not null)
            services.Replace(ServiceDescriptor.Singleton(logOf(this)));
        if (views is not null)
            services.Replace(ServiceDescriptor.Singleton(views(Database.ViewStore)));
        if (leases is not null)
            services.AddSingleton(leases(Database.LeaseStore));
        _root = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public static IdSource Ids { get; } = IdSource.Random(TimeProvider.System);
    public ManualTime Time { get; }
    public Waiting Waiting { get; }
    public InMemoryDatabase Database { get; }
    public IServiceProvider Root => _root;
    public IEventLog Log => Database.WriteStore.Log;
    public IViewStore Store => Database.ViewStore;
    public IViews Views => _root.GetRequiredService<IViews>();
    public IRunner Runner => _root.GetRequiredService<IRunner>();

    public static async Task<RunnerKit> StartedAsync(
        Action<CqrsKitBuilder> configure,
        RunnerKit? beside = null,
        Func<IEventLog, IEventLog>? log = null,
        Func<IViewStore, IViewStore>? views = null,
        Func<ILeaseStore, ILeaseStore>? leases = null
    )
    {
        var kit = new RunnerKit(configure, beside, log, views, leases: leases);
        await kit.StartAsync();
        return kit;
    }

    public Task StartAsync() => OnOneThreadAsync(() => _root.StartCqrsKitAsync());

    public Task StopAsync() => OnOneThreadAsync(() => Runner.StopAsync());

    public Task AdvanceAsync(TimeSpan by) =>
        OnOneThreadAsync(() =>
        {
            Time.Advance(by);
            return default;
        });

    /// <summary>
    /// Runs without the test framework's synchronization context, beneath which no continuation would run at once.
    /// </summary>
    public static async Task OnOneThreadAsync(Func<ValueTask> run)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        await run();
    }

    public RunnerStatus StatusOf(string follower) => Runner.Followers.Single(one => one.Name == follower);

    /// <summary>Commits the events as one unit, each to the stream <c>counter/name</c>.</summary>
    public Task<ConsistencyToken> CommitAsync(params Named[] events) => CommitAsync(null, events);

    /// <summary>Commits the events under a version of their shape that nobody knows.</summary>
    public Task<ConsistencyToken> CommitUnreadableAsync(params Named[] events) => CommitAsync(99, events);

    private async Task<ConsistencyToken> CommitAsync(int? version, Named[] events)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var registry = _root.GetRequiredService<EventRegistry>();
        var unitId = Ids.NewId();
        var unit = new WriteUnit
        {
            UnitId = unitId,
            RecordedAt = Time.GetUtcNow(),
            InlineViews = (await Database.WriteStore.LoadInlineAsync([], default)).InForce,
            Events =
            [
                .. events.Select(e => new PendingEvent(
                    new EventInfo
                    {
                        Stream = new StreamId("", "counter", e.Name),
                        UnitId = unitId,
                        EventId = Ids.NewId(),
                        Name = registry.TypeOf(e).Name,
                        SchemaVersion = version ?? registry.TypeOf(e).Version,
                        Codec = registry.Codec.Name,
                        RecordedAt = Time.GetUtcNow(),
                        CorrelationId = "talk",
                        User = "ann",
                    },
                    registry.Write(e)
                )),
            ],
        };
        var outcome = (await Database.WriteStore.CommitAsync([unit])).Single();
        Assert.Equal(UnitResult.Committed, outcome.Result);
        return ConsistencyToken.At(outcome.LogId, outcome.Mark);
    }

    public async Task<IReadOnlyList<ViewGeneration>> GenerationsAsync(string view = "counts") =>
        await Store.GenerationsAsync(view, default);

    public async Task<ViewGeneration?> ActiveAsync(string view = "counts") =>
        (await GenerationsAsync(view)).SingleOrDefault(one => one.State == GenerationState.Active);

    public async Task<int?> ActiveNumberAsync(string view = "counts") => (await ActiveAsync(view))?.Id.Number;

    public async Task<LogMark> MarkAsync(string view = "counts") =>
        (await Store.CheckpointsAsync((await ActiveAsync(view))!.Id, default))[0].Mark;

    public async Task<LogMark> HeadAsync() => (await Log.HeadAsync(default)).Mark;

    /// <summary>The count under a key of the active generation, as a query sees it; null where there is none.</summary>
    public async Task<int?> CountAsync(string key, string view = "counts")
    {
        await using var reader = await Store.OpenReaderAsync(default);
        var row = await reader.GetAsync(view, new ViewKey("", key), default);
        var codec = _root.GetRequiredService<IPayloadCodec>();
        return row is null ? null : ((Count)codec.Decode(row.Data.Span, typeof(Count))).Total;
    }

    public async Task<IReadOnlyList<ParkedEvent>> ParkedAsync(string view = "counts", ViewKey? key = null) =>
        await Store.ParkedAsync((await ActiveAsync(view))!.Id, null, key, default);

    public async ValueTask DisposeAsync()
    {
        // Whatever does not stop at once is held by the test, which has failed then: it would never stop.
        var stopped = StopAsync();
        if (stopped.IsCompleted)
            await stopped;
        await _root.DisposeAsync();
    }
}

internal abstract record Named(string Name) : IEvent;

[EventName("counted")]
internal sealed record Counted(string Name, int By) : Named(Name);

[EventName("renamed")]
internal sealed record Renamed(string Name, string To) : Named(Name);

[EventName("noise")]
internal sealed record Noise(string Name) : Named(Name);

internal sealed record Count(string Name, int Total);

/// <summary>Counts by name. Poison, until it is cured: a count below zero fails, a name "?" has no key.</summary>
internal sealed class Counts : Projection<Count>
{
    public Counts()
        : this("counts", 1) { }

    public Counts(string name, int version, int factor = 1)
        : base(name, version)
    {
        On<Counted>(
            e => e.Name == "?" && !IsCured ? throw new InvalidOperationException("no key") : e.Name,
            (view, e) =>
                e.By < Limit && !IsCured
                    ? throw new InvalidOperationException("below zero")
                    : new Count(e.Name, factor * ((view?.Total ?? 0) + e.By))
        );
        Index("total", view => IndexKey.Of(view.Total));
    }

    public bool IsCured { get; set; }

    public int Limit { get; set; }
}
