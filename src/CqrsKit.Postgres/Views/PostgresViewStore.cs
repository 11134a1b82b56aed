using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Postgres.Servers;
using CqrsKit.Reading;

namespace CqrsKit.Postgres.Views;

/// <summary>The views in a PostgreSQL schema.</summary>
internal sealed class PostgresViewStore : IViewStore, IBulkViewStore, IDurableStore
{
    private readonly Database _database;
    private readonly GenerationReader _generations;
    private readonly GenerationWriter _writer;
    private readonly GenerationDrop _drop;
    private readonly SliceWriter _slices;
    private readonly ApplyCommand _apply;
    private readonly RowReader _rows;
    private readonly ListReader _lists;

    public PostgresViewStore(Database database)
    {
        _database = database;
        _generations = new GenerationReader(database);
        _slices = new SliceWriter(database);
        _writer = new GenerationWriter(database, _generations, _slices);
        _drop = new GenerationDrop(database, _generations);
        _apply = new ApplyCommand(database);
        _rows = new RowReader(database);
        _lists = new ListReader(database);
    }

    public ViewGuarantee Guarantee => ViewGuarantee.Transactional;

    public async ValueTask<IReadOnlyList<ViewGeneration>> GenerationsAsync(
        string view,
        CancellationToken cancellationToken
    ) =>
        await _database
            .ReadAsync(
                (_generations, view),
                static (connection, at, token) => at._generations.AllAsync(connection, at.view, token),
                cancellationToken
            )
            .ConfigureAwait(false);

    public ValueTask<ViewGeneration> CreateGenerationAsync(
        NewGeneration generation,
        CancellationToken cancellationToken
    ) =>
        _database.WriteAsync(
            (_writer, generation),
            static (connection, at, token) => at._writer.CreateAsync(connection, at.generation, token),
            cancellationToken
        );

    public ValueTask<bool> SwitchAsync(GenerationSwitch change, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            (_writer, change),
            static (connection, at, token) => at._writer.SwitchAsync(connection, at.change, token),
            cancellationToken
        );

    public ValueTask<bool> RetireAsync(GenerationId generation, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            (_writer, generation),
            static (connection, at, token) => at._writer.RetireAsync(connection, at.generation, token),
            cancellationToken
        );

    public ValueTask DropGenerationAsync(GenerationId generation, CancellationToken cancellationToken) =>
        _drop.RunAsync(generation, cancellationToken);

    public ValueTask<IReadOnlyList<Checkpoint>> CheckpointsAsync(
        GenerationId generation,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            (_generations, generation),
            static (connection, at, token) => at._generations.CheckpointsAsync(connection, at.generation, token),
            cancellationToken
        );

    public ValueTask<long> RaiseFenceAsync(
        GenerationId generation,
        int partition,
        CancellationToken cancellationToken
    ) =>
        _database.WriteAsync(
            (_writer, generation, partition),
            static (connection, at, token) =>
                at._writer.RaiseFenceAsync(connection, at.generation, at.partition, token),
            cancellationToken
        );

    public ValueTask<ApplyOutcome> ApplyAsync(ViewBatch batch) => _apply.RunAsync(batch);

    public ValueTask<ViewFill?> FillAsync(GenerationId generation, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            (_slices, generation),
            static (connection, at, token) => at._slices.FillAsync(connection, at.generation, token),
            cancellationToken
        );

    public ValueTask<ApplyOutcome> ApplyAsync(ViewSlice slice) =>
        _database.WriteAsync(
            (_slices, slice),
            static (connection, at, token) => at._slices.ApplyAsync(connection, at.slice, token),
            CancellationToken.None
        );

    public ValueTask<IReadOnlyList<StoredView>?> LoadAsync(
        GenerationId generation,
        int partition,
        long fence,
        IReadOnlyCollection<ViewKey> keys,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            (_rows, generation, partition, fence, keys),
            static (connection, at, token) =>
                at._rows.LoadAsync(connection, at.generation, at.partition, at.fence, at.keys, token),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<StoredView>> ScanAsync(
        GenerationId generation,
        ViewKey? after,
        int limit,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            (_rows, generation, after, limit),
            static (connection, at, token) => at._rows.ScanAsync(connection, at.generation, at.after, at.limit, token),
            cancellationToken
        );

    public ValueTask<IReadOnlyList<ParkedEvent>> ParkedAsync(
        GenerationId generation,
        int? partition,
        ViewKey? key,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            (_rows, generation, partition, key),
            static (connection, at, token) =>
                at._rows.ParkedAsync(connection, at.generation, at.partition, at.key, token),
            cancellationToken
        );

    public async ValueTask<IViewReader> OpenReaderAsync(CancellationToken cancellationToken)
    {
        await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        return new PostgresViewReader(_database, _generations, _rows, _lists);
    }

    public ValueTask<StoreDurability?> DurabilityAsync(CancellationToken cancellationToken) =>
        _database.DurabilityAsync(cancellationToken);
}
