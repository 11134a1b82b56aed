using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Torture.Histories;

/// <summary>The log and every stored row, read from the stores once all nodes have ended.</summary>
internal sealed class StoreReadout
{
    private readonly BankFold _fold = new();
    private readonly List<HistoryLine> _samples = [];

    private StoreReadout() { }

    public List<UnitRecorded> Units { get; } = [];

    public IReadOnlyList<HistoryLine> Samples => _samples;

    /// <summary>Rows, holes or views that are not there at all, where there is no line to say so.</summary>
    public List<string> Problems { get; } = [];

    public static async Task<StoreReadout> ReadAsync(StoreSet stores)
    {
        await using var provider = new ServiceCollection()
            .AddCqrsKit(kit => stores.Register(kit))
            .BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        var readout = new StoreReadout();
        await readout.ReadLogAsync(provider.GetRequiredService<IEventLog>());
        foreach (var view in BankFold.Stored)
            await readout.SampleAsync(view, stores.ViewsOf(provider, view));
        await provider.StopCqrsKitAsync();
        return readout;
    }

    /// <summary>The rows that are stored, in the middle of things: nothing is known yet of what ought to be there.</summary>
    public static async Task<IReadOnlyList<HistoryLine>> LookAsync(StoreSet stores)
    {
        await using var provider = new ServiceCollection()
            .AddCqrsKit(kit => stores.Register(kit))
            .BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        var readout = new StoreReadout();
        foreach (var view in BankFold.Stored)
            await readout.SampleAsync(view, stores.ViewsOf(provider, view));
        await provider.StopCqrsKitAsync();
        return readout.Samples;
    }

    private async Task ReadLogAsync(IEventLog log)
    {
        var page = await log.ReadAsync(Position.Start, LogFilter.All, int.MaxValue, CancellationToken.None);
        var at = 0;
        while (at < page.Events.Count)
        {
            var first = page.Events[at].Info;
            var events = new List<EventLine>();
            for (; at < page.Events.Count && page.Events[at].Info.UnitId == first.UnitId; at++)
                events.Add(Line(page.Events[at]));
            Guid? cause = Guid.TryParseExact(first.CausationId, "D", out var id) ? id : null;
            var key = cause is null ? null : $"{first.Stream.Tenant}/rewarder/{cause}";
            Units.Add(
                new UnitRecorded(0, first.UnitId, events, cause is null ? first.CorrelationId : null, cause, key)
            );
        }
    }

    private EventLine Line(RecordedEvent one) =>
        new(
            one.Info.EventId,
            MarkOf(one.Mark),
            one.Info.Stream.Tenant,
            $"{one.Info.Stream.Category}/{one.Info.Stream.Key}",
            one.Version,
            one.Info.Name,
            _fold.Take(one)
        );

    private async Task SampleAsync(string view, IViewStore store)
    {
        var none = CancellationToken.None;
        var active = (await store.GenerationsAsync(view, none)).FirstOrDefault(one =>
            one.State == GenerationState.Active
        );
        if (active is null)
        {
            Problems.Add($"View '{view}' has no active generation.");
            return;
        }

        var marks = await store.CheckpointsAsync(active.Id, none);
        var rows = (await store.ScanAsync(active.Id, null, int.MaxValue, none)).ToDictionary(row => row.Key);
        var parked = (await store.ParkedAsync(active.Id, null, null, none)).Select(one => one.Key).ToHashSet();
        var expected = _fold.KeysOf(view).Select(one => new ViewKey(one.Tenant, one.Key));
        foreach (var key in rows.Keys.Union(parked).Union(expected))
            _samples.Add(
                new RowSampled(
                    Trial.Now,
                    view,
                    active.Id.Number,
                    MarkOf(marks[key.PartitionOf(active.Partitions)].Mark),
                    key.Tenant,
                    key.Key,
                    rows.TryGetValue(key, out var row) ? TextOf(view, row) : null,
                    parked.Contains(key)
                )
            );
    }

    private static string TextOf(string view, StoredView row)
    {
        using var json = JsonDocument.Parse(row.Data);
        return BankFold.TextOf(view, json.RootElement);
    }

    private static Mark MarkOf(LogMark mark) =>
        new(mark.Position.Epoch, mark.Position.Major, mark.Position.Minor, mark.UnitId);
}
