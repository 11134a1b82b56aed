using System;
using System.Threading;

namespace CqrsKit.Dispatch;

/// <summary>The calls of one container that run through singletons only, each at its slot; empty where there is none yet.</summary>
internal sealed class CallTable
{
    private readonly Lock _lock = new();

    /// <summary>The calls by slot. The array is replaced as it grows: whoever holds an old one finds nothing new in it, and asks again.</summary>
    public Delegate?[] Calls { get; private set; } = [];

    /// <summary>Keeps a call at its slot.</summary>
    public void Keep(int slot, Delegate call)
    {
        lock (_lock)
        {
            if (slot >= Calls.Length)
            {
                var larger = new Delegate?[Math.Max(slot + 1, Calls.Length * 2)];
                Calls.CopyTo(larger, 0);
                Calls = larger;
            }

            Volatile.Write(ref Calls[slot], call);
        }
    }
}
