using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;

namespace CqrsKit.Postgres.Units;

/// <summary>
/// The names of streams, by the number under which the log's rows refer to them. A stream never changes its names, so a page
/// need not look for them again: a join would, once for every event. The numbers mean something where they come from, which a
/// page says: one start of the server, and one file of the table, which a restore or a truncation makes anew. A page from
/// elsewhere finds none of the names that are known.
/// </summary>
internal sealed class StreamNames(Database database)
{
    private const int Capacity = 32_768;

    private readonly string _find = database.Sql(
        "SELECT id, tenant, category, key FROM {s}.stream WHERE id = ANY ($1)"
    );

    private Known _known = new("");

    /// <summary>The names known of an origin.</summary>
    public Known Of(string origin) =>
        Volatile.Read(ref _known) is { } known && known.Origin == origin ? known : new(origin);

    /// <summary>Finds the names of streams, all of which exist, and knows them from now on.</summary>
    /// <param name="connection">That on which the page was read.</param>
    /// <param name="origin">The page's.</param>
    /// <param name="streams">The numbers.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<Known> FindAsync(
        NpgsqlConnection connection,
        string origin,
        IReadOnlyCollection<long> streams,
        CancellationToken cancellationToken
    )
    {
        var known = Of(origin);
        if (known.Count + streams.Count > Capacity)
            known = new Known(origin);
        var command = new NpgsqlCommand(_find, connection);
        await using var _ = command.ConfigureAwait(false);
        command.Parameters.WithArray([.. streams], NpgsqlDbType.Bigint);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = row.ConfigureAwait(false);
        var (tenant, category) = ("", "");
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            tenant = EventRow.Same(row, 1, tenant);
            category = EventRow.Same(row, 2, category);
            known.Add(row.GetInt64(0), new StreamId(tenant, category, StoredText.Read(row.GetString(3))));
        }

        Volatile.Write(ref _known, known);
        return known;
    }

    /// <summary>Names of one origin.</summary>
    internal sealed class Known(string origin)
    {
        private readonly ConcurrentDictionary<long, StreamName> _names = [];
        private int _count;

        public string Origin => origin;

        public int Count => Volatile.Read(ref _count);

        public StreamName? Find(long stream) => _names.GetValueOrDefault(stream);

        public void Add(long stream, StreamId id)
        {
            if (_names.TryAdd(stream, new StreamName(id)))
                Interlocked.Increment(ref _count);
        }
    }
}
