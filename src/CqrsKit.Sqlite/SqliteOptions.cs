using System;

namespace CqrsKit.Sqlite;

/// <summary>How a SQLite file is opened.</summary>
public sealed class SqliteOptions
{
    /// <summary>What a commit survives; <see cref="SqliteSynchronous.Full"/> unless set. Lower it only knowing what each value may lose.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>
    /// The same for what the runner writes (views and their checkpoints, in one transaction); <see
    /// cref="SqliteSynchronous.Normal"/> unless set. A loss of power then takes at most the last batches, with their
    /// checkpoints, and the runner writes them again from the log; commands don't wait for the disk because of views.
    /// </summary>
    public SqliteSynchronous ViewSynchronous { get; set; } = SqliteSynchronous.Normal;

    /// <summary>
    /// How long to wait for the write lock while another process, or a transaction that the application owns, holds it;
    /// 5 seconds unless set. Raise it where other writers keep long transactions.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections for reads are kept open; 8 unless set. More are opened at need and closed again.</summary>
    public int ReadConnections { get; set; } = 8;

    /// <summary>How much of the file each connection may keep in memory, in KiB; 8,192 unless set.</summary>
    public int CacheKiB { get; set; } = 8 * 1024;

    /// <summary>
    /// Another file for the views of <c>UseSqlite</c>; null (the default) keeps them in the write store's file. Inline
    /// views need the write store's file.
    /// </summary>
    public string? ViewsPath { get; set; }

    /// <summary>From how many pages on a commit moves the write-ahead log into the file; SQLite's own number unless a test sets it.</summary>
    internal int CheckpointPages { get; set; } = 1000;
}
