using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Postgres.Tests;

/// <summary>Things to store.</summary>
internal static class Some
{
    public static DateTimeOffset Time { get; } =
        new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero).AddMicroseconds(89);

    public static StreamId Stream(string key) => new("", "order", key);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte>? bytes) => Encoding.UTF8.GetString(bytes!.Value.Span);

    public static PendingEvent Event(StreamId stream, Guid unit, string name = "placed", string data = "{}") =>
        new(
            new EventInfo
            {
                Stream = stream,
                UnitId = unit,
                EventId = Guid.CreateVersion7(),
                Name = name,
                SchemaVersion = 1,
                Codec = "json",
                RecordedAt = Time,
            },
            Bytes(data)
        );

    /// <summary>A unit of one event for each stream named.</summary>
    public static WriteUnit Unit(params string[] keys) => Unit(keys.Select(key => (Stream(key), -1L)).ToArray());

    /// <summary>A unit of one event for each stream, guarded by its version where that isn't -1.</summary>
    public static WriteUnit Unit(params (StreamId Stream, long Version)[] streams)
    {
        var id = Guid.CreateVersion7();
        return new WriteUnit
        {
            UnitId = id,
            RecordedAt = Time,
            Guards = [.. streams.Where(s => s.Version >= 0).Select(s => new VersionGuard(s.Stream, s.Version))],
            Events = [.. streams.Select(s => Event(s.Stream, id))],
        };
    }

    public static async Task<UnitOutcome> Commit(this Store store, WriteUnit unit) =>
        (await store.Write.CommitAsync([unit]))[0];

    public static async Task<IReadOnlyList<RecordedEvent>> All(this Store store) =>
        (await store.Log.ReadAsync(Position.Start, LogFilter.All, int.MaxValue, Store.None)).Events;

    /// <summary>An active, empty generation.</summary>
    public static async Task<GenerationId> Active(this Store store, string view, ViewMode mode = ViewMode.Async)
    {
        var head = await store.Log.HeadAsync(Store.None);
        var made = await store.Views.CreateGenerationAsync(new NewGeneration(view, 1, mode, head.LogId), Store.None);
        if (!await store.Views.SwitchAsync(new GenerationSwitch(null, made.Id, [LogMark.Start]), Store.None))
            throw new InvalidOperationException("not switched");
        return made.Id;
    }

    public static ViewWrite Row(string key, string data, string tenant = "") =>
        new() { Key = new ViewKey(tenant, key), Data = Bytes(data) };

    public static LogMark Mark(ulong minor) => new(new Position(1, 0, minor), Guid.CreateVersion7());
}
