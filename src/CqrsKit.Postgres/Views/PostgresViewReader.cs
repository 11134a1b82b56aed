using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;
using Npgsql;

namespace CqrsKit.Postgres.Views;

/// <summary>
/// Reads views for one query. Each read takes a connection of its own, so that two may run at once; on one server, what is
/// read later is at least as new.
/// </summary>
internal sealed class PostgresViewReader(
    Database database,
    GenerationReader generations,
    RowReader rows,
    ListReader lists
) : IViewReader
{
    private readonly Lock _lock = new();
    private NpgsqlConnection? _native;
    private bool _isDisposed;

    public object? Native
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return _native ??= database.Lend();
            }
        }
    }

    public ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (generations, view),
            static (connection, at, token) => at.generations.StatusAsync(connection, at.view, token),
            cancellationToken
        );

    public ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(
            (rows, view, key),
            static (connection, at, token) => at.rows.GetAsync(connection, at.view, at.key, token),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            (rows, view, tenant, keys),
            static (connection, at, token) => at.rows.ManyAsync(connection, at.view, at.tenant, at.keys, token),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            (lists, view, tenant, range),
            static (connection, at, token) => at.lists.ListAsync(connection, at.view, at.tenant, at.range, token),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<ViewKey>> HolesAsync(
        string view,
        string tenant,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            (rows, view, tenant),
            static (connection, at, token) => at.rows.HolesAsync(connection, at.view, at.tenant, token),
            cancellationToken
        );

    public ValueTask DisposeAsync()
    {
        NpgsqlConnection? native;
        lock (_lock)
        {
            _isDisposed = true;
            native = _native;
            _native = null;
        }

        return native?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
