using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;

namespace CqrsKit.Torture.Processes;

/// <summary>Workers that are started before they are needed, so that a kill costs the opening of the stores and no more.</summary>
internal sealed class Spares(string program) : IDisposable
{
    private const int Ahead = 2;

    private readonly ConcurrentQueue<WorkerProcess> _ready = new();

    public async Task<WorkerProcess> TakeAsync()
    {
        while (_ready.Count < Ahead)
            _ready.Enqueue(WorkerProcess.Start(program));
        if (!_ready.TryDequeue(out var worker))
            worker = WorkerProcess.Start(program);
        await worker.ReadyAsync();
        return worker;
    }

    public void Dispose()
    {
        while (_ready.TryDequeue(out var worker))
            worker.Dispose();
    }
}
