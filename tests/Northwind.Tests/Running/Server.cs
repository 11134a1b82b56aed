using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;

namespace Northwind.Tests.Running;

/// <summary>The program serving HTTP on a free port, with the workers of the combination beside it.</summary>
internal sealed class Server : IDisposable
{
    private readonly List<SampleProcess> _processes = [];
    private HttpClient? _client;

    private Server() { }

    public HttpClient Client => _client!;

    public static async Task<Server> StartAsync(Scratch scratch, Combination combination)
    {
        var server = new Server();
        try
        {
            for (var i = 0; i < combination.Workers; i++)
                await server.Start(scratch, combination, "--worker").ReadToAsync("working on ");
            var web = server.Start(scratch, combination, "--urls", "http://127.0.0.1:0");
            var line = await web.ReadToAsync("listening on ");
            server._client = new HttpClient { BaseAddress = new Uri(line["listening on ".Length..]) };
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>SIGTERM to the serving process, and what came of it.</summary>
    public Task<SampleProcess.Ended> EndAsync() => _processes[^1].TerminateAsync();

    public void Dispose()
    {
        _client?.Dispose();
        foreach (var process in _processes)
            process.Dispose();
    }

    private SampleProcess Start(Scratch scratch, Combination combination, params string[] options)
    {
        // Both environments answer with the same bytes.
        var environment = combination.Rung == Rung.Shared ? "Development" : "Production";
        var process = SampleProcess.Start(scratch.Path, [.. scratch.Arguments(combination), .. options], environment);
        _processes.Add(process);
        return process;
    }
}
