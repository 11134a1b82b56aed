using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Postgres;

/// <summary>Fills a schema with a log.</summary>
internal static class PgLog
{
    /// <summary>One event a unit, streams interleaved.</summary>
    public static async Task InterleavedAsync(string schema, int events, int streams)
    {
        await using var provider = await PgKit.StartAsync(schema);
        var store = provider.GetRequiredService<IWriteStore>();
        for (var version = 0; version < events / streams; version++)
        {
            var units = Enumerable
                .Range(0, streams)
                .Select(stream =>
                    Units.Append(new StreamId("", "item", $"{stream}"), version, Units.Encode(ItemMoved.Number(stream)))
                );
            foreach (var group in units.Chunk(1_000))
                await store.CommitAsync(group);
        }

        PgServer.Execute("VACUUM ANALYZE");
    }

    /// <summary>Whole streams, 100 events a unit.</summary>
    public static async Task StreamsAsync(IWriteStore store, string prefix, int streams, int length)
    {
        var data = Units.Encode(ItemMoved.Number(1));
        for (var stream = 0; stream < streams; stream++)
        {
            for (var version = 0; version < length; version += 100)
            {
                var unit = Units.Append(new StreamId("", "item", $"{prefix}{stream}"), version, data, events: 100);
                await store.CommitAsync(new List<WriteUnit> { unit });
            }
        }
    }
}
