using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.InMemory;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Writing;

/// <summary>Two processes, each with its own group commit, on one database.</summary>
public sealed class TwoProcessesTests : IDisposable
{
    private readonly InMemoryDatabase _database = new(
        new Waiting(TimeProvider.System),
        IdSource.Random(TimeProvider.System)
    );
    private readonly List<IDisposable> _owned = [];
    private readonly GenerationId _view = new("total", 1);

    [Fact]
    public async Task A_lost_race_for_an_inline_row_loses_no_update_and_runs_no_handler_again()
    {
        await PutInForceAsync();
        var other = Open(_database.WriteStore);
        await AddAsync(other, "first", 1);
        var races = 0;
        var mine = Open(
            new RacedStore(
                _database.WriteStore,
                async () =>
                {
                    if (races++ < 3)
                        await AddAsync(other, $"other-{races}", 10);
                }
            )
        );
        var adding = await AddAsync(mine, "mine", 100);

        Assert.Equal((1, 131, 4), (adding.Runs, await TotalAsync(), races));
    }

    [Fact]
    public async Task A_row_made_by_another_process_while_a_fold_left_it_out_is_noticed()
    {
        await PutInForceAsync();
        var other = Open(_database.WriteStore);
        var races = 0;
        var mine = Open(
            new RacedStore(
                _database.WriteStore,
                async () =>
                {
                    if (races++ == 0)
                        await AddAsync(other, "other", 10);
                }
            )
        );
        await AddAsync(mine, "mine", 0);
        await AddAsync(mine, "nothing-there", 0);
        Assert.Equal((10, 3), (await TotalAsync(), races));
    }

    [Fact]
    public async Task A_unit_that_was_folded_on_one_that_is_refused_in_its_group_is_folded_again()
    {
        await PutInForceAsync();
        var other = Open(_database.WriteStore);
        var gate = new TaskCompletionSource();
        var commits = 0;
        var mine = Open(
            new RacedStore(
                _database.WriteStore,
                async () =>
                {
                    commits++;
                    if (commits == 1)
                        await gate.Task;
                    // The second is a group of two, folded already: its first unit loses its stream to the other process,
                    // which leaves the row at the very version that the second unit expects.
                    if (commits == 2)
                        await AddAsync(other, "a", 10);
                }
            )
        );
        var first = AddAsync(mine, "first", 1);
        var all = new[] { first, AddAsync(mine, "a", 100), AddAsync(mine, "b", 1000) };
        gate.SetResult();
        await Task.WhenAll(all);

        Assert.Equal((1111, 2), (await TotalAsync(), (await all[1]).Runs));
        Assert.Equal(1, (await all[2]).Runs);
    }

    [Fact]
    public async Task Commands_of_both_at_once_on_the_same_carts_end_with_every_item_counted_once()
    {
        await PutInForceAsync();
        var processes = new[] { Open(_database.WriteStore), Open(_database.WriteStore) };
        var all = Enumerable
            .Range(0, 200)
            .Select(i => Task.Run(() => AddAsync(processes[i % 2], $"cart-{i / 2 % 20}", 1)));
        await Task.WhenAll(all);

        Assert.Equal(200, await TotalAsync());
        for (var i = 0; i < 20; i++)
            Assert.Equal(10, (await _database.WriteStore.LoadAsync(Shop.StreamOf($"cart-{i}"), default)).Version);
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private ServiceProvider Open(IWriteStore store)
    {
        var services = new ServiceCollection();
        services.AddSingleton(store).AddSingleton(store.Log).AddSingleton(_database.ViewStore);
        services.AddSingleton(new ViewRegistration(new TotalView(), new ViewOptions().Inline()));
        services.AddCqrsKit(kit =>
            kit.AddEvent<ItemAdded>().AddAggregate<CartAggregate>().ConfigureWriting(o => o.MaxAttempts = 200)
        );
        var process = services.BuildServiceProvider();
        _owned.Add(process);
        return process;
    }

    private async Task PutInForceAsync()
    {
        var log = (await _database.WriteStore.Log.HeadAsync(default)).LogId;
        await _database.ViewStore.CreateGenerationAsync(new NewGeneration("total", 1, ViewMode.Inline, log), default);
        Assert.True(await _database.ViewStore.SwitchAsync(new GenerationSwitch(null, _view, [LogMark.Start]), default));
    }

    private static async Task<Attempt<int>> AddAsync(ServiceProvider process, string cart, int count)
    {
        using var scope = process.CreateScope();
        var adding = Shop.Adding();
        await process
            .GetRequiredService<CqrsKit.Commands.UnitRunner>()
            .RunAsync(scope.ServiceProvider, new AddItem(cart, count), adding, default);
        return adding;
    }

    private async Task<int> TotalAsync()
    {
        var rows = (await _database.ViewStore.LoadAsync(_view, 0, long.MaxValue, [new ViewKey("", "all")], default))!;
        return ((CartTotal)new JsonCodec().Decode(Assert.Single(rows).Data.Span, typeof(CartTotal))).Items;
    }

    /// <summary>A store before whose commits somebody else is quicker.</summary>
    private sealed class RacedStore(IWriteStore inner, Func<Task> before) : IWriteStore
    {
        public IEventLog Log => inner.Log;

        public async ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
        {
            await before();
            return await inner.CommitAsync(units);
        }

        public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken) =>
            inner.LoadAsync(stream, cancellationToken);

        public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken) =>
            inner.ClaimAbortedAsync(unitId, cancellationToken);

        public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken) =>
            inner.FindOutcomeAsync(key, cancellationToken);

        public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken) =>
            inner.PurgeOutcomesAsync(recordedBefore, cancellationToken);

        public ValueTask<InlineRows> LoadInlineAsync(
            IReadOnlyCollection<InlineKey> keys,
            CancellationToken cancellationToken
        ) => inner.LoadInlineAsync(keys, cancellationToken);
    }
}
