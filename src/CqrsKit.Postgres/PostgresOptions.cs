using System;
using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Postgres;

/// <summary>How a PostgreSQL database is used.</summary>
public sealed class PostgresOptions
{
    /// <summary>The schema that holds the tables of CqrsKit; <c>cqrskit</c> unless set. Any name of 1 to 63 bytes.</summary>
    public string Schema { get; set; } = "cqrskit";

    /// <summary>
    /// Whether start-up creates the schema and brings an older one up to date; true unless set. Where the application's role
    /// may not, set it to false and have a DBA run <see cref="PostgresSchema.Script(PostgresOptions)"/>.
    /// </summary>
    public bool ApplySchema { get; set; } = true;

    /// <summary>
    /// How long to go on trying while the server cannot be reached, as in a restart or a failover; 10 seconds unless set.
    /// </summary>
    public TimeSpan RetryWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether other processes are told of commits by NOTIFY, once a group and after it; true unless set. Without it, they
    /// find them by polling.
    /// </summary>
    public bool Notify { get; set; } = true;

    /// <summary>
    /// Another database for the views of <c>UsePostgres</c>; null (the default) keeps them beside the log. Inline views need
    /// the write store's database.
    /// </summary>
    public string? ViewsConnectionString { get; set; }

    internal IList<ColumnMap> ColumnMaps { get; } = [];

    /// <summary>
    /// Keeps columns of a view beside its JSON, for SQL of your own, in a table that is made at start-up or by
    /// <see cref="PostgresSchema.Script(PostgresOptions)"/>. The view's payload must be JSON.
    /// </summary>
    /// <param name="view">The view's name, as its projection gives it.</param>
    /// <param name="table">The name for SQL, in <see cref="Schema"/>; any of 1 to 55 bytes that is free there.</param>
    /// <param name="configure">Maps the columns.</param>
    /// <exception cref="ArgumentException">A name cannot be used, or is mapped already.</exception>
    public PostgresOptions MapColumns(string view, string table, Action<ColumnMap> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        if (ColumnMaps.Any(other => other.Table == table))
            throw new ArgumentException($"'{table}' is mapped already. Choose another name.", nameof(table));
        var map = new ColumnMap(view, table);
        configure(map);
        ColumnMaps.Add(map);
        return this;
    }
}
