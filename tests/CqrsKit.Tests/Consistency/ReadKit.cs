using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.InMemory;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CqrsKit.Tests.Consistency;

/// <summary>
/// The read side over the in-memory stores, on one thread and with time that stands still; the test applies views by hand
/// where a runner would. The second view is shared unless a test wants otherwise, so that nothing ever waits for it.
/// </summary>
internal sealed class ReadKit : IDisposable
{
    private readonly ServiceProvider _root;
    private readonly List<IServiceScope> _scopes = [];
    private int _ids;

    public ReadKit(
        Action<ViewOptions>? prices = null,
        Action<ViewOptions>? changes = null,
        Func<IEventLog, IEventLog>? log = null,
        Func<IViewStore, IViewStore>? views = null
    )
    {
        Waiting = new Waiting(Time, inline: true);
        var codec = new JsonCodec();
        Registry = new EventRegistry(
            [EventType.Of(typeof(PriceSet))!, EventType.Of(typeof(PriceDropped))!, EventType.Of(typeof(ShopOpened))!],
            [],
            codec
        );
        Database = new InMemoryDatabase(Waiting, IdSource.Random(Time));
        Views = views is null ? Database.ViewStore : views(Database.ViewStore);
        Log = log is null ? Store.Log : log(Store.Log);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time).AddSingleton(Waiting).AddSingleton(Registry);
        services.AddSingleton<IPayloadCodec>(codec).AddSingleton(Log).AddSingleton(Views);
        services.AddSingleton<ILoggerFactory>(Logged).AddLogging().AddScoped<MessageContext>();
        services
            .AddSingleton(Registration(new Prices(), prices))
            .AddSingleton(Registration(new PriceChanges(), changes ?? (view => view.Shared())));
        services.AddReadStores().AddConsistency();
        _root = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        Session = NewScope();
    }

    public ManualTime Time { get; } = new();
    public Waiting Waiting { get; }
    public EventRegistry Registry { get; }
    public InMemoryDatabase Database { get; }
    public IWriteStore Store => Database.WriteStore;
    public IEventLog Log { get; }
    public IViewStore Views { get; }
    public Lines Logged { get; } = new();

    /// <summary>The scope that tests use unless they want a second one.</summary>
    public ReadScope Session { get; }
    public ViewSignals Signals => _root.GetRequiredService<ViewSignals>();

    public ReadScope NewScope(string tenant = "")
    {
        var scope = _root.CreateScope();
        scope.ServiceProvider.GetRequiredService<MessageContext>().Tenant = tenant;
        _scopes.Add(scope);
        return new ReadScope(scope.ServiceProvider);
    }

    public Guid NewId() => new(Interlocked.Increment(ref _ids), 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    /// <summary>Commits the events as one unit, each to the stream of its kind.</summary>
    public Task<ConsistencyToken> CommitAsync(params IEvent[] events) => CommitForAsync("", events);

    public async Task<ConsistencyToken> CommitForAsync(string tenant, params IEvent[] events)
    {
        var unitId = NewId();
        var unit = new WriteUnit
        {
            UnitId = unitId,
            RecordedAt = Time.GetUtcNow(),
            InlineViews = (await Store.LoadInlineAsync([], default)).InForce,
            Events = [.. events.Select(e => new PendingEvent(InfoOf(e, unitId, tenant), Registry.Write(e)))],
        };
        var outcome = (await Store.CommitAsync([unit])).Single();
        Assert.Equal(UnitResult.Committed, outcome.Result);
        return ConsistencyToken.At(outcome.LogId, outcome.Mark);
    }

    public async Task<GenerationId> ActivateAsync(Projection projection, ViewMode mode = ViewMode.Async)
    {
        var head = await Store.Log.HeadAsync(default);
        var made = await Views.CreateGenerationAsync(
            new NewGeneration(projection.Name, projection.Version, mode, head.LogId),
            default
        );
        if (mode == ViewMode.Inline)
            await ApplyAsync(projection, made.Id);
        var active = (await Views.GenerationsAsync(projection.Name, default)).LastOrDefault(generation =>
            generation.State == GenerationState.Active
        );
        var checkpoints = await Views.CheckpointsAsync(made.Id, default);
        Assert.True(await Views.SwitchAsync(new GenerationSwitch(active?.Id, made.Id, [checkpoints[0].Mark]), default));
        Signals.Pulse(projection.Name);
        return made.Id;
    }

    /// <summary>Applies what a runner would apply in one go: everything, or the next <paramref name="limit"/> events.</summary>
    public async Task ApplyAsync(Projection projection, GenerationId? of = null, int limit = 1000)
    {
        var generation =
            of
            ?? (await Views.GenerationsAsync(projection.Name, default))
                .Single(row => row.State == GenerationState.Active)
                .Id;
        var checkpoint = (await Views.CheckpointsAsync(generation, default))[0];
        var filter = new LogFilter([.. projection.EventTypes.SelectMany(Registry.NamesOf)]);
        var page = await Store.Log.ReadAsync(checkpoint.Mark.Position, filter, limit, default);
        var fold = new ViewFold(projection, Registry.Codec);
        var parked = new List<ParkedEvent>();
        foreach (var recorded in page.Events)
        {
            IReadOnlyList<ViewKey> keys;
            var @event = Registry.Read(recorded);
            try
            {
                keys = fold.KeysOf(@event, recorded.Info).ToArray();
            }
            catch (InvalidOperationException error)
            {
                parked.Add(new ParkedEvent(ViewKey.WholeView, recorded.Mark, error.Message));
                continue;
            }

            foreach (var key in keys)
            {
                if (!fold.Has(key))
                {
                    var isParked = (await Views.ParkedAsync(generation, null, key, default)).Count > 0;
                    fold.Add(
                        key,
                        (await Views.LoadAsync(generation, 0, long.MaxValue, [key], default))!.SingleOrDefault(),
                        isParked
                    );
                }

                fold.Fold(key, @event, recorded.Info, recorded.Mark);
            }
        }

        var result = fold.Finish();
        parked.AddRange(result.Parked.Select(row => new ParkedEvent(row.Key, row.Mark, row.Error?.Message)));
        var outcome = await Views.ApplyAsync(
            new ViewBatch
            {
                Generation = generation,
                Fence = checkpoint.Fence,
                Expected = checkpoint.Mark,
                Next = page.CompleteThrough,
                Writes = result.Writes,
                Parked = parked,
            }
        );
        Assert.Equal(ApplyOutcome.Applied, outcome);
        Signals.Pulse(projection.Name);
    }

    public void Dispose()
    {
        _scopes.ForEach(scope => scope.Dispose());
        _root.Dispose();
    }

    private static ViewRegistration Registration(Projection projection, Action<ViewOptions>? configure)
    {
        var options = new ViewOptions();
        configure?.Invoke(options);
        return new ViewRegistration(projection, options);
    }

    private EventInfo InfoOf(IEvent @event, Guid unitId, string tenant)
    {
        var type = Registry.TypeOf(@event);
        return new EventInfo
        {
            Stream = new StreamId(tenant, "shop", @event.GetType().Name),
            UnitId = unitId,
            EventId = NewId(),
            Name = type.Name,
            SchemaVersion = type.Version,
            Codec = Registry.Codec.Name,
            RecordedAt = Time.GetUtcNow(),
        };
    }
}
