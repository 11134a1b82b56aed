using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Tests.Simulation;

/// <summary>What happened, in order, on the one thread that there may be.</summary>
internal sealed class Trace
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        if (Environment.CurrentManagedThreadId != _thread || Thread.CurrentThread.IsThreadPoolThread)
            throw new InvalidOperationException($"'{line}' happened on another thread than the simulation's.");
        _lines.Add(line);
    }
}
