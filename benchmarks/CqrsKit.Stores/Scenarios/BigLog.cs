using System.Collections.Generic;
using System.Threading.Tasks;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Scenarios;

/// <summary>A file with a long log: one event a unit, streams interleaved.</summary>
internal static class BigLog
{
    public static async Task<string> MakeAsync(int events, int streams)
    {
        var path = Kit.NewPath();
        await using var provider = Kit.Open(path);
        await provider.StartCqrsKitAsync();
        var store = provider.GetRequiredService<IWriteStore>();
        var units = new List<WriteUnit>();
        for (var i = 0; i < events; i++)
        {
            var stream = new StreamId("", "item", $"{i % streams}");
            units.Add(Units.Append(stream, i / streams, Units.Encode(ItemMoved.Number(i % streams))));
            if (units.Count < 5_000 && i < events - 1)
                continue;
            await store.CommitAsync(units);
            units.Clear();
        }

        return path;
    }
}
