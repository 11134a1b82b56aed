using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Postgres;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Stores.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Stores.Sharing;

/// <summary>A process that follows a divided view until its standard input ends.</summary>
internal static class SharingNode
{
    public const int Partitions = 6;
    public const string Argument = "--share";

    public static async Task RunAsync(string connectionString, string schema, string fold)
    {
        await using var provider = Build(connectionString, schema, fold);
        await provider.StartCqrsKitAsync();
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
        {
            var running = provider
                .GetRequiredService<IRunner>()
                .Followers.Count(one => one.State == RunnerState.Running);
            Console.WriteLine(running);
        }

        await provider.StopCqrsKitAsync();
    }

    public static ServiceProvider Build(string connectionString, string schema, string fold) =>
        new ServiceCollection()
            .AddCqrsKit(kit =>
                kit.UsePostgres(connectionString, options => options.Schema = schema)
                    .AddEvent<ItemMoved>()
                    .AddView(
                        fold == "slow" ? new SlowViews() : new ItemViews(),
                        view => view.Async().Partitions(Partitions)
                    )
                    .ConfigureRunner(options => options.BatchSize = fold == "slow" ? 1000 : 5000)
            )
            .BuildServiceProvider();

    /// <summary>One fold at a time in this process, and each waits for a millisecond.</summary>
    private sealed class SlowViews : Projection<ItemView>
    {
        private static readonly Lock Gate = new();
        private static readonly ManualResetEvent Never = new(false);

        public SlowViews()
            : base("items") =>
            On<ItemMoved>(
                e => e.Sku,
                (item, e) =>
                {
                    lock (Gate)
                        Never.WaitOne(1);
                    return ItemView.Fold(item, e);
                }
            );
    }
}
