using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace CqrsKit.Tests.Writing;

/// <summary>A transaction that takes effect at its commit.</summary>
internal sealed class FakeTransaction : DbTransaction
{
    private readonly FakeConnection _connection = new();
    private bool _isOver;

    public List<Action> Work { get; } = [];
    public override IsolationLevel IsolationLevel => IsolationLevel.Serializable;
    protected override DbConnection? DbConnection => _isOver ? null : _connection;

    public override void Commit()
    {
        _isOver = true;
        Work.ForEach(work => work());
    }

    public override void Rollback() => _isOver = true;

    private sealed class FakeConnection : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = "";
        public override string Database => "";
        public override string DataSource => "";
        public override string ServerVersion => "";
        public override ConnectionState State => ConnectionState.Open;

        public override void ChangeDatabase(string databaseName) { }

        public override void Close() { }

        public override void Open() { }

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
            throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}

/// <summary>The scripted store, with appends inside fake transactions.</summary>
internal sealed class RelationalStore(ScriptedStore store) : IRelationalWriteStore
{
    public List<WriteUnit> Appended { get; } = [];

    /// <summary>What appends answer instead of committing, one after the other.</summary>
    public Queue<UnitOutcome> Refusals { get; } = [];

    public IEventLog Log => store;

    public ValueTask<UnitOutcome> AppendAsync(
        WriteUnit unit,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        Appended.Add(unit);
        if (Refusals.TryDequeue(out var refusal))
            return new(refusal);
        ((FakeTransaction)transaction).Work.Add(() => store.Write(unit));
        var position = new Position(1, 0, (ulong)(store.Events.Count + unit.Events.Count));
        return new(
            new UnitOutcome
            {
                Result = UnitResult.Committed,
                Mark = new LogMark(position, unit.UnitId),
                LogId = new(1, 2, 3, new byte[8]),
            }
        );
    }

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        DbTransaction transaction,
        CancellationToken cancellationToken
    ) => store.LoadInlineAsync(keys, cancellationToken);

    public ValueTask<InlineRows> LoadInlineAsync(
        IReadOnlyCollection<InlineKey> keys,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("outside the transaction");

    public ValueTask<StoredStream> LoadAsync(StreamId stream, CancellationToken cancellationToken) =>
        store.LoadAsync(stream, cancellationToken);

    public ValueTask<IReadOnlyList<UnitOutcome>> CommitAsync(IReadOnlyList<WriteUnit> units) =>
        store.CommitAsync(units);

    public ValueTask<UnitOutcome?> ClaimAbortedAsync(Guid unitId, CancellationToken cancellationToken) =>
        store.ClaimAbortedAsync(unitId, cancellationToken);

    public ValueTask<StoredOutcome?> FindOutcomeAsync(OutcomeKey key, CancellationToken cancellationToken) =>
        store.FindOutcomeAsync(key, cancellationToken);

    public ValueTask<long> PurgeOutcomesAsync(DateTimeOffset recordedBefore, CancellationToken cancellationToken) =>
        store.PurgeOutcomesAsync(recordedBefore, cancellationToken);
}
