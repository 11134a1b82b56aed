using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Dispatch;

/// <summary>
/// The calls that are bound to one scope's instances, shared by its dispatchers: a slot's call stands at its lowest bits.
/// It grows where two meet, up to a limit from where on the later one takes the place. What it forgets is bound again to
/// the same instances. With the scope they end, so that a dispatcher that outlives it calls nobody who is disposed.
/// </summary>
internal sealed class ScopeCalls : IDisposable
{
    private const int Most = 256;
    private readonly Lock _lock = new();
    private readonly List<Delegate?[]> _given = [];
    private Delegate?[] _calls = [];
    private bool _isOver;

    /// <summary>What a dispatcher begins with.</summary>
    public static Delegate?[] Cold { get; } = [];

    /// <summary>What a dispatcher that was used once goes on with; nothing is ever kept in it.</summary>
    public static Delegate?[] Warm { get; } = new Delegate?[1];

    /// <summary>Keeps a call.</summary>
    /// <returns>The array to go on with.</returns>
    public Delegate?[] Keep(int slot, Delegate call)
    {
        lock (_lock)
        {
            if (_isOver)
                return Cold;
            var size = Math.Max(_calls.Length, 8);
            while (size < Most && Meets(slot, size))
                size *= 2;
            if (size != _calls.Length)
            {
                // Larger, it begins anew: a slot's number is not kept beside its call, and binding again is cheap.
                _calls = new Delegate?[size];
                _given.Add(_calls);
            }

            Volatile.Write(ref _calls[slot & (size - 1)], call);
            return _calls;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _given.ForEach(Array.Clear);
        }
    }

    private bool Meets(int slot, int size) => size == _calls.Length && _calls[slot & (size - 1)] is not null;
}
