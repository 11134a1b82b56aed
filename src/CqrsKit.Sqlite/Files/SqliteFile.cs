using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;

namespace CqrsKit.Sqlite.Files;

/// <summary>One SQLite file: one connection that writes, behind a gate, and a pool of connections that read.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly Lock _opening = new();
    private readonly FileOpener _opener;
    private readonly WriterGate _gate;
    private readonly ReaderPool _readers;
    private Reader? _watcher;
    private volatile Writer? _writer;
    private volatile bool _isDisposed;

    public SqliteFile(string path, SqliteOptions options, IdSource ids, Waiting waiting)
    {
        Path = FullPath(path);
        Options = options;
        _opener = new FileOpener(Path, options, ids);
        _gate = new WriterGate(waiting);
        _readers = new ReaderPool(_opener.OpenReader, options.ReadConnections);
    }

    public string Path { get; }

    public SqliteOptions Options { get; }

    /// <summary>The identity of the log in this file; known once it is open.</summary>
    public Guid LogId { get; private set; }

    public static string FullPath(string path) => path.Contains('\0') ? path : System.IO.Path.GetFullPath(path);

    /// <summary>Opens, creates or upgrades the file; does nothing where it is open.</summary>
    /// <exception cref="SqliteFileException">It cannot be used.</exception>
    public Writer Open()
    {
        if (_writer is { } open)
            return open;
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_writer is not null)
                return _writer;
            var (connection, logId) = _opener.OpenWriter();
            LogId = logId;
            return _writer = new Writer(connection, Options, logId);
        }
    }

    /// <summary>A connection for one read; dispose the lease.</summary>
    public ReaderPool.Lease Read(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_writer is null)
            Open();
        return _readers.Rent();
    }

    /// <summary>Reads through one connection, always the same, which therefore notices what others commit.</summary>
    public T Watch<T>(Func<Reader, T> read)
    {
        Open();
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return read(_watcher ??= _opener.OpenReader());
        }
    }

    /// <summary>A connection to be lent to a user; give it back by <see cref="Return"/>.</summary>
    public Reader Rent()
    {
        Open();
        return _readers.Rent().Reader;
    }

    /// <summary>Takes a connection back from a user, and closes it where it was not left as it was.</summary>
    public void Return(Reader reader)
    {
        if (reader.IsClean())
            _readers.Return(reader);
        else
            reader.Dispose();
    }

    /// <summary>
    /// Does some work in one write transaction. The write lock is taken before anything is read, so that what the work
    /// finds still holds when it is committed.
    /// </summary>
    /// <param name="state">What the work needs.</param>
    /// <param name="work">The work.</param>
    /// <param name="canRedo">Whether it can be made again from the log, if a loss of power takes it.</param>
    /// <exception cref="CommitUnknownException">The transaction may or may not have been committed.</exception>
    /// <exception cref="SqliteFileException">SQLite failed; the transaction was rolled back.</exception>
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state,
        Func<Writer, TState, TResult> work,
        bool canRedo = false
    )
    {
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            return InTransaction(Open(), state, work, canRedo);
        }
        catch (SqliteException error)
        {
            throw Failure.Explain(Path, Options, error);
        }
        finally
        {
            if (_isDisposed)
                Close();
            _gate.Leave();
        }
    }

    /// <summary>What commits survive, as the connection is set that writes; null where the file could not be opened.</summary>
    /// <param name="canRedo">Whether it is about those that can be made again from the log.</param>
    public async ValueTask<StoreDurability?> DurabilityAsync(bool canRedo)
    {
        await _gate.EnterAsync().ConfigureAwait(false);
        try
        {
            return _writer?.ReadDurability(canRedo);
        }
        catch (SqliteException error)
        {
            throw Failure.Explain(Path, Options, error);
        }
        finally
        {
            if (_isDisposed)
                Close();
            _gate.Leave();
        }
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        lock (_opening)
        {
            _isDisposed = true;
            _watcher?.Dispose();
        }

        _readers.Dispose();
        if (!_gate.TryEnter())
            return; // whoever is writing closes the connection
        Close();
        _gate.Leave();
    }

    private void Close()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private TResult InTransaction<TState, TResult>(
        Writer writer,
        TState state,
        Func<Writer, TState, TResult> work,
        bool canRedo
    )
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        writer.Begin(canRedo);
        try
        {
            var result = work(writer, state);
            writer.Commit(Path);
            return result;
        }
        catch
        {
            if (!writer.TryRollback())
                Close();
            throw;
        }
    }
}
