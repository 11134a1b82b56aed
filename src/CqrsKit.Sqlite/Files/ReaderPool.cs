using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Sqlite.Files;

/// <summary>Keeps connections for reads. Nobody waits for one: where none is idle, another is opened.</summary>
internal sealed class ReaderPool(Func<Reader> open, int kept) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<Reader> _idle = [];
    private bool _isDisposed;

    public Lease Rent()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_idle.TryPop(out var reader))
                return new Lease(this, reader);
        }

        return new Lease(this, open());
    }

    public void Return(Reader reader)
    {
        lock (_lock)
        {
            if (!_isDisposed && _idle.Count < kept)
            {
                _idle.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_idle.TryPop(out var reader))
                reader.Dispose();
        }
    }

    internal readonly ref struct Lease(ReaderPool pool, Reader reader)
    {
        public Reader Reader => reader;

        public void Dispose() => pool.Return(reader);
    }
}
