using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>What one query reads through. It reads the active generation of each view, on one replica.</summary>
public interface IViewReader : IAsyncDisposable
{
    /// <summary>The native connection of this replica (a SqliteConnection, say), for reads only; null where there is none.</summary>
    object? Native { get; }

    /// <summary>
    /// How far the active generation of a view is, from the same replica as the data; null while the view has no active
    /// generation. Data read after it is at least as new.
    /// </summary>
    ValueTask<ViewStatus?> StatusAsync(string view, CancellationToken cancellationToken);

    /// <summary>The stored view under a key of the active generation, or null.</summary>
    ValueTask<StoredView?> GetAsync(string view, ViewKey key, CancellationToken cancellationToken);

    /// <summary>The stored views under several keys of one tenant, in no particular order; missing ones are left out.</summary>
    ValueTask<IReadOnlyList<StoredView>> GetManyAsync(
        string view,
        string tenant,
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    );

    /// <summary>Stored views in the order of an index, ties by key (descending both where descending).</summary>
    ValueTask<IReadOnlyList<StoredView>> ListAsync(
        string view,
        string tenant,
        IndexRange range,
        CancellationToken cancellationToken
    );

    /// <summary>The holes of the active generation: keys (of the tenant, or of the whole view) with parked events.</summary>
    ValueTask<IReadOnlyList<ViewKey>> HolesAsync(string view, string tenant, CancellationToken cancellationToken);
}
