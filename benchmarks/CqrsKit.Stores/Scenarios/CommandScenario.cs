using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Scenarios;

/// <summary>
/// What does the framework add to a command? Dispatch, scope, load, decide, commit, beside load, decide and append written by
/// hand over the same store and the same group commit.
/// </summary>
internal static class CommandScenario
{
    private const string Hand = "by hand",
        Ours = "CqrsKit";

    public static async Task RunAsync(int rounds)
    {
        var race = new Race(rounds).Add(Hand, () => RunAsync(HandAsync)).Add(Ours, () => RunAsync(OursAsync));
        await race.RunAsync("SQLite, a whole command, state-stored, 32 concurrent, FULL");
        Target.AtMost("sqlite-command-cpu-over-hand", race.Ratio(Ours, Hand, s => s.CpuMicroseconds), 1.5);
    }

    private static async Task<Sample> RunAsync(Func<IServiceProvider, string, int, Task> send)
    {
        const int Concurrency = 32,
            Each = 300;
        await using var provider = Kit.Open(Kit.NewPath());
        await provider.StartCqrsKitAsync();
        return await Stopwatches.MeasureAsync(async () =>
        {
            var callers = Enumerable
                .Range(0, Concurrency)
                .Select(caller =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < Each; i++)
                            await send(provider, $"{caller}", i);
                    })
                );
            await Task.WhenAll(callers);
            return (long)Concurrency * Each;
        });
    }

    private static async Task OursAsync(IServiceProvider provider, string key, int number) =>
        await provider.GetRequiredService<ICommandDispatcher>().SendAsync(new MoveItem(key, ItemMoved.Number(number)));

    private static async Task HandAsync(IServiceProvider provider, string key, int number)
    {
        var store = provider.GetRequiredService<IWriteStore>();
        var codec = provider.GetRequiredService<IPayloadCodec>();
        var stream = new StreamId("", "item", key);
        var stored = await store.LoadAsync(stream, CancellationToken.None);
        var item = stored.State is null ? null : (Item)codec.Decode(stored.State.Data.Span, typeof(Item));
        if (item is { Quantity: < 0 })
            throw new InvalidOperationException("There is nothing to move.");
        var moved = ItemMoved.Number(number);
        var next = Item.Fold(item, moved);
        var unit = Units.Append(stream, stored.Version, codec.Encode(moved, typeof(ItemMoved))) with
        {
            States = [new StateWrite(stream, 1, codec.Name, codec.Encode(next, typeof(Item)))],
        };
        var outcome = await provider
            .GetRequiredService<GroupCommit>()
            .CommitAsync(unit, [moved], CancellationToken.None);
        if (outcome.Result != UnitResult.Committed)
            throw new InvalidOperationException("A commit was refused.");
    }
}
