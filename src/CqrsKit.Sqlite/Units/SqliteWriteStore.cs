using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;

namespace CqrsKit.Sqlite.Units;

/// <summary>The write store in a SQLite file.</summary>
internal sealed class SqliteWriteStore(SqliteFile file, Waiting waiting) : IRelationalWriteStore, IDurableStore
{
    private readonly SqliteLog _log = new(file, waiting);

    public IEventLog Log => _log;

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        return new(lease.Reader.Units.Load(stream));
    }

    public async ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units)
    {
        var outcomes = await file.WriteAsync(units, static (writer, units) => writer.Units.Write(units))
            .ConfigureAwait(false);
        Publish(outcomes);
        return outcomes;
    }

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(unitId, static (writer, unitId) => writer.Units.ClaimAborted(unitId));
    }

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken)
    {
        using var lease = file.Read(cancellationToken);
        using var snapshot = lease.Reader.Begin();
        return new(lease.Reader.Units.FindOutcome(key, file.LogId));
    }

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.WriteAsync(recordedBefore, static (writer, before) => writer.Units.PurgeOutcomes(before));
    }

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    )
    {
        using var lease = file.Read(cancellationToken);
        using var snapshot = lease.Reader.Begin();
        return new(lease.Reader.Units.Inline.Load(keys));
    }

    public ValueTask<UnitOutcome> AppendAsync(
        WriteUnit unit,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        file.Open();
        var owned = new OwnedTransaction(transaction, file);
        return new(owned.Write(unit));
    }

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        file.Open();
        var owned = new OwnedTransaction(transaction, file);
        return new(owned.LoadInline(keys));
    }

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return file.DurabilityAsync(canRedo: false);
    }

    private void Publish(UnitOutcome[] outcomes)
    {
        var last = Position.Start;
        foreach (var outcome in outcomes)
            last = Position.Max(last, outcome.Mark.Position);
        _log.Publish(last);
    }
}
