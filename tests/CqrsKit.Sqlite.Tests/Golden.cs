using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Sqlite.Tests;

/// <summary>
/// What is in the golden stores. To make one for a new schema version, start the test assembly with <c>golden PATH</c>
/// and compress the file: <c>dotnet exec CqrsKit.Sqlite.Tests.dll golden schema2.db; gzip -9 schema2.db</c>.
/// </summary>
internal static class Golden
{
    public static Guid FirstUnit { get; } = new("01980000-0000-7000-8000-000000000001");

    public static Guid SecondUnit { get; } = new("01980000-0000-7000-8000-000000000002");

    public static Guid AbortedUnit { get; } = new("01980000-0000-7000-8000-000000000003");

    public static OutcomeKey Key { get; } = new("acme", "place", "key-1");

    public static StreamId Stream { get; } = new("acme", "order", "Ü-1'\"");

    public static EventInfo Info { get; } =
        new()
        {
            Stream = Stream,
            UnitId = FirstUnit,
            EventId = new("01980000-0000-7000-8000-0000000000e1"),
            Name = "placed",
            SchemaVersion = 3,
            Codec = "json",
            RecordedAt = Some.Time,
            CorrelationId = "correlation",
            CausationId = "causation",
            User = "user",
            Metadata = new Dictionary<string, string> { ["b"] = "2", ["a"] = "ä\"" },
            Tags = ["tag one", "tag 2"],
        };

    public static async Task Write(string path)
    {
        using var store = new Store(path);
        var inline = await store.Active("inline", ViewMode.Inline);
        await store.Commit(
            new WriteUnit
            {
                UnitId = FirstUnit,
                RecordedAt = Some.Time,
                Guards = [new VersionGuard(Stream, 0)],
                Events = [new PendingEvent(Info, Some.Bytes("""{"n":1}"""))],
                States = [new StateWrite(Stream, 2, "json", Some.Bytes("state"))],
                Outcome = new OutcomeWrite(Key, "v1:fingerprint", "json", Some.Bytes("result")),
                InlineViews = [new InlineView("inline", inline.Number)],
                InlineWrites =
                [
                    new InlineWrite(new InlineView("inline", 1), Some.Row("row", "inline row", "acme"), null),
                    new InlineWrite(
                        new InlineView("inline", 1),
                        null,
                        new InlineParked(new ViewKey("acme", "sick"), Info.EventId, "error")
                    ),
                ],
            }
        );
        await store.Write.Log.RaiseEpochAsync(1, Store.None);
        await store.Commit(
            Some.Unit("x") with
            {
                UnitId = SecondUnit,
                Events = [Some.Event(Stream, SecondUnit, "shipped")],
                InlineViews = [new InlineView("inline", 1)],
            }
        );
        await store.Write.ClaimAbortedAsync(AbortedUnit, Store.None);

        var generation = await store.Active("async");
        await store.Views.RaiseFenceAsync(generation, 0, Store.None);
        await store.Views.ApplyAsync(
            new ViewBatch
            {
                Generation = generation,
                Fence = 1,
                Expected = LogMark.Start,
                Next = new LogMark(new Position(1, 0, 1), FirstUnit),
                Writes =
                [
                    Some.Row("row", "async row", "acme") with
                    {
                        AddedEntries = [new IndexEntry("by", IndexKey.Of("x", 1).Encoded)],
                    },
                ],
                Parked =
                [
                    new ParkedEvent(new ViewKey("acme", "sick"), new LogMark(new Position(1, 0, 1), FirstUnit), "e"),
                ],
            }
        );
    }
}
