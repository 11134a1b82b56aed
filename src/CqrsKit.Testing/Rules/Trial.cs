using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Rules;

/// <summary>A store while one rule is tried on it, and short ways to fill it; all ids and times are fixed.</summary>
internal sealed class Trial(StoreUnderTest store)
{
    private int _ids;

    public static DateTimeOffset Noon { get; } =
        new DateTimeOffset(2026, 2, 3, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(1);

    /// <summary>A log that view stores are told of.</summary>
    public static Guid LogId { get; } = Id(999_999);

    public IWriteStore Writes => store.WriteStore;

    public IEventLog Log => store.WriteStore.Log;

    public IViewStore Views => store.ViewStore;

    public static StreamId Stream(string key) => new("", "thing", key);

    /// <summary>A mark of a log that view stores never read.</summary>
    public static LogMark Mark(int n) =>
        n == 0 ? LogMark.Start : new LogMark(new Position(1, (ulong)n, 7), Id(1_000_000 + n));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public Guid NewId() => Id(Interlocked.Increment(ref _ids));

    public async Task ReopenAsync() => await store.ReopenAsync().ConfigureAwait(false);

    /// <summary>A unit with an event for each of the streams, in order.</summary>
    public WriteUnit Unit(params StreamId[] streams)
    {
        var unitId = NewId();
        return new WriteUnit
        {
            UnitId = unitId,
            RecordedAt = Noon,
            Events = [.. streams.Select(stream => Event(stream, unitId))],
        };
    }

    /// <summary>The same, guarded by the version of the first stream.</summary>
    public WriteUnit Guarded(long version, params StreamId[] streams) =>
        Unit(streams) with
        {
            Guards = [new VersionGuard(streams[0], version)],
        };

    public PendingEvent Event(StreamId stream, Guid unitId, string name = "happened")
    {
        var info = new EventInfo
        {
            Stream = stream,
            UnitId = unitId,
            EventId = NewId(),
            Name = name,
            SchemaVersion = 1,
            Codec = "json",
            RecordedAt = Noon,
        };
        return new PendingEvent(info, Utf8($"{{\"id\":\"{info.EventId}\"}}"));
    }

    public async Task<UnitOutcome> TryAsync(WriteUnit unit)
    {
        var outcomes = await Writes.CommitAsync([unit]).ConfigureAwait(false);
        Expect.Equal(1, outcomes.Count, "outcomes of a group of one");
        return outcomes[0];
    }

    /// <summary>Commits a unit that must not be refused.</summary>
    public async Task<UnitOutcome> CommitAsync(WriteUnit unit)
    {
        var outcome = await TryAsync(unit).ConfigureAwait(false);
        Expect.Committed(outcome, $"outcome of unit {unit.UnitId}");
        return outcome;
    }

    public async Task<UnitOutcome> AppendAsync(params StreamId[] streams) =>
        await CommitAsync(Unit(streams)).ConfigureAwait(false);

    public async Task<StoredStream> LoadAsync(StreamId stream) =>
        await Writes.LoadAsync(stream, default).ConfigureAwait(false);

    public async Task<IReadOnlyList<RecordedEvent>> StreamAsync(StreamId stream) =>
        await Log.ReadStreamAsync(stream, 0, 10_000, default).ConfigureAwait(false);

    public async Task<LogMark> HeadAsync() => (await Log.HeadAsync(default).ConfigureAwait(false)).Mark;

    /// <summary>The whole log, read page by page.</summary>
    public async Task<List<RecordedEvent>> AllAsync(LogFilter? filter = null, int limit = 100)
    {
        var events = new List<RecordedEvent>();
        var after = Position.Start;
        while (true)
        {
            var page = await Log.ReadAsync(after, filter ?? LogFilter.All, limit, default).ConfigureAwait(false);
            events.AddRange(page.Events);
            if (page.AtEnd)
                return events;
            Expect.True(page.CompleteThrough.Position > after, "a page that is not the last one gets on");
            after = page.CompleteThrough.Position;
        }
    }

    public async Task<GenerationId> CreateAsync(string view, ViewMode mode = ViewMode.Async)
    {
        var logId = mode == ViewMode.Inline ? (await Log.HeadAsync(default).ConfigureAwait(false)).LogId : LogId;
        return (
            await Views.CreateGenerationAsync(new NewGeneration(view, 1, mode, logId), default).ConfigureAwait(false)
        ).Id;
    }

    /// <summary>A new generation that queries read.</summary>
    public async Task<GenerationId> ActivateAsync(string view, ViewMode mode = ViewMode.Async)
    {
        var generation = await CreateAsync(view, mode).ConfigureAwait(false);
        await SwitchAsync(null, generation, LogMark.Start).ConfigureAwait(false);
        return generation;
    }

    /// <summary>The checkpoint of a generation of one partition; null where there is none.</summary>
    public async Task<Checkpoint?> CheckpointAsync(GenerationId generation)
    {
        var all = await Views.CheckpointsAsync(generation, default).ConfigureAwait(false);
        Expect.True(all.Count <= 1, $"{generation} has one partition");
        return all.Count == 0 ? null : all[0];
    }

    public async Task SwitchAsync(GenerationId? from, GenerationId to, LogMark expected) =>
        Expect.True(
            await Views.SwitchAsync(new GenerationSwitch(from, to, [expected]), default).ConfigureAwait(false),
            $"the switch from {from?.ToString() ?? "none"} to {to} is made"
        );

    /// <summary>Applies writes to a generation, moving its checkpoint from one mark to another.</summary>
    public async Task<ApplyOutcome> TryApplyAsync(
        GenerationId generation,
        int from,
        int to,
        params ViewWrite[] writes
    ) =>
        await Views
            .ApplyAsync(
                new ViewBatch
                {
                    Generation = generation,
                    Fence = 0,
                    Expected = Mark(from),
                    Next = Mark(to),
                    Writes = writes,
                }
            )
            .ConfigureAwait(false);

    public async Task ApplyAsync(GenerationId generation, int from, int to, params ViewWrite[] writes) =>
        Expect.Equal(
            ApplyOutcome.Applied,
            await TryApplyAsync(generation, from, to, writes).ConfigureAwait(false),
            $"applying to {generation} from mark {from}"
        );

    /// <summary>The stored rows under keys of one generation, whoever writes it.</summary>
    public async Task<IReadOnlyList<StoredView>> RowsAsync(GenerationId generation, params ViewKey[] keys) =>
        (await Views.LoadAsync(generation, 0, long.MaxValue, keys, default).ConfigureAwait(false))!;

    /// <summary>The stored text under a key of one generation; null for none.</summary>
    public async Task<string?> TextOfAsync(GenerationId generation, ViewKey key)
    {
        var rows = await RowsAsync(generation, key).ConfigureAwait(false);
        return rows.Count == 0 ? null : Text(rows[0].Data);
    }

    /// <summary>Asks a reader of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<IViewReader, ValueTask<T>> read)
    {
        var reader = await Views.OpenReaderAsync(default).ConfigureAwait(false);
        try
        {
            return await read(reader).ConfigureAwait(false);
        }
        finally
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static Guid Id(int n) => new(n, 7, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);
}
