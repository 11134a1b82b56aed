using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;

namespace CqrsKit.Sqlite.Views;

/// <summary>
/// Reads views for one query. Each read takes a connection of its own, so that two may run at once; a connection opened
/// or used later sees at least what an earlier one has seen.
/// </summary>
internal sealed class SqliteViewReader(SqliteFile file) : IViewReader
{
    private readonly Lock _lock = new();
    private Reader? _native;
    private bool _isDisposed;

    public object? Native
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _native ??= file.Rent();
                return _native.Connection;
            }
        }
    }

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Generations.Status(view));
    }

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Get(view, key));
    }

    public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    )
    {
        var found = new List<StoredView>(keys.Count);
        using var lease = file.Read(cancellationToken);
        using var snapshot = lease.Reader.Begin();
        foreach (var key in keys)
        {
            if (lease.Reader.Views.Get(view, new ViewKey(tenant, key)) is { } row)
                found.Add(row);
        }

        return new(found);
    }

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Lists.List(view, tenant, range));
    }

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(string view, string tenant, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Views.Holes(view, tenant));
    }

    public ValueTask DisposeAsync()
    {
        Reader? native;
        lock (_lock)
        {
            _isDisposed = true;
            native = _native;
            _native = null;
        }

        if (native is not null)
            file.Return(native);
        return ValueTask.CompletedTask;
    }
}
