using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Setup;
using CqrsKit.Torture.Worker.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Torture.Worker;

/// <summary>
/// A process that is started to be killed. It says <c>ready</c>, waits on its standard input for its settings, says
/// <c>running</c> once the stores are open and followed, and works until it is killed or told to <c>stop</c>. It ends with
/// whoever started it.
/// </summary>
internal static class Program
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static async Task<int> Main()
    {
        Console.WriteLine("ready");
        if (Console.ReadLine() is not { } line)
            return 0;
        var settings = Settings.Parse(line);
        using var recorder = new Recorder(settings.History);
        using var stopping = new CancellationTokenSource();
        Listen(stopping);
        await using var provider = Node.Build(settings, recorder);
        await provider.StartCqrsKitAsync();
        Console.WriteLine("running");

        foreach (var key in settings.Again)
            await Client.RepeatAsync(provider, recorder, settings, key);
        var clients = Enumerable
            .Range(0, settings.Clients)
            .Select(i => new Client(provider, recorder, settings, $"{settings.Node}.{i}"));
        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(stopping.Token))));
        if (settings.Clients == 0 && !settings.Finishes)
            await Task.Delay(Timeout.Infinite, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        if (settings.Finishes && !await RestsAsync(provider))
            return 3;
        await provider.StopCqrsKitAsync();
        Console.WriteLine("stopped");
        return 0;
    }

    private static void Listen(CancellationTokenSource stopping) =>
        new Thread(() =>
        {
            if (Console.ReadLine() == "stop")
                stopping.Cancel();
            else
                Environment.Exit(4);
        })
        {
            IsBackground = true,
        }.Start();

    /// <summary>Waits until everything that follows the log has seen its end, and nothing new comes of that.</summary>
    private static async Task<bool> RestsAsync(ServiceProvider provider)
    {
        var (log, runner) = (provider.GetRequiredService<IEventLog>(), provider.GetRequiredService<IRunner>());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var head = await log.HeadAsync(patience.Token);
                await runner.CaughtUpAsync(ConsistencyToken.At(head.LogId, head.Mark), patience.Token);
                if (await log.HeadAsync(patience.Token) == head)
                    return true;
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var one in runner.Followers)
                Console.WriteLine(
                    $"behind {one.Name} {one.Partition}: {one.State} at {one.Mark}, {one.Head}, {one.LastError}"
                );
            return false;
        }
    }
}
