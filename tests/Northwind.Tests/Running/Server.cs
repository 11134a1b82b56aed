using System;
using System.Net.Http;
using System.Threading.Tasks;

namespace Northwind.Tests.Running;

/// <summary>The program serving HTTP from a file, on a free port.</summary>
internal sealed class Server : IDisposable
{
    private readonly SampleProcess _process;

    private Server(SampleProcess process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    public HttpClient Client { get; }

    public static async Task<Server> StartAsync(Scratch scratch, Combination combination)
    {
        var process = SampleProcess.Start(
            scratch.Path,
            [.. combination.Arguments, "--db", "orders.db", "--urls", "http://127.0.0.1:0"],
            // Both environments answer with the same bytes.
            combination.Rung == Rung.Shared
                ? "Development"
                : "Production"
        );
        try
        {
            var line = await process.ReadToAsync("listening on ");
            return new(process, new HttpClient { BaseAddress = new Uri(line["listening on ".Length..]) });
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>SIGTERM, and what came of it.</summary>
    public Task<SampleProcess.Ended> EndAsync() => _process.TerminateAsync();

    public void Dispose()
    {
        Client.Dispose();
        _process.Dispose();
    }
}
