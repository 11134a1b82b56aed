using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Stores.Measuring;
using CqrsKit.Stores.Raw;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Scenarios;

/// <summary>What does a point read cost? IReadStore.GetAsync beside a prepared statement and the same deserialization.</summary>
internal static class ReadScenario
{
    private const int Keys = 1_000,
        Reads = 50_000;

    private const string Hand = "by hand",
        Ours = "CqrsKit";

    public static async Task RunAsync(int rounds)
    {
        var path = await BigLog.MakeAsync(Keys * 5, Keys);
        await CatchUpScenario.CatchUpAsync(path);
        await using var provider = Kit.Open(path, withView: true);
        await provider.StartCqrsKitAsync();
        using var file = new RawFile(path);

        var race = new Race(rounds).Add(Hand, () => HandAsync(file)).Add(Ours, () => OursAsync(provider));
        await race.RunAsync("SQLite point read by key");
        Target.AtMost("sqlite-point-read-over-hand", race.Ratio(Ours, Hand, s => s.Seconds), 1.3);
        await provider.StopCqrsKitAsync();
    }

    private static Task<Sample> HandAsync(RawFile file)
    {
        var read = file.Prepare(
            """
            SELECT r.data FROM cqrskit_row r
            WHERE r.gen = (SELECT id FROM cqrskit_generation WHERE view = $view AND state = 1) AND r.tenant = $tenant AND r.key = $key
            """,
            "$view",
            "$tenant",
            "$key"
        );
        return Stopwatches.MeasureAsync(() =>
        {
            for (var i = 0; i < Reads; i++)
            {
                RawFile.Set(read, "items", "", KeyOf(i));
                using var rows = read.ExecuteReader();
                if (!rows.Read())
                    throw new InvalidOperationException("A view is missing.");
                var data = rows.GetFieldValue<byte[]>(0);
                Check(JsonSerializer.Deserialize<ItemView>(data, JsonSerializerOptions.Web));
            }

            return Task.FromResult((long)Reads);
        });
    }

    private static async Task<Sample> OursAsync(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var items = scope.ServiceProvider.GetRequiredService<IReadStore<ItemView>>();
        return await Stopwatches.MeasureAsync(async () =>
        {
            for (var i = 0; i < Reads; i++)
                Check(await items.GetAsync(KeyOf(i), CancellationToken.None));
            return Reads;
        });
    }

    private static string KeyOf(int read) => ItemMoved.Number(read * 7 % Keys).Sku;

    private static void Check(ItemView? view)
    {
        if (view is not { Moves: 5 })
            throw new InvalidOperationException("A view is missing or wrong.");
    }
}
