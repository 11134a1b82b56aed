using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Sqlite.Files;
using CqrsKit.Writing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CqrsKit.Sqlite.Tests.Files;

public sealed class SchemaTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_store_of_each_schema_version_is_still_read_in_full(int version)
    {
        Unpack(version);
        var store = _scratch.Open();

        var events = await store.All();
        Assert.Equal(2, events.Count);
        var first = events[0];
        Assert.Equal(new Position(1, 0, 1), first.Position);
        Assert.Equal(1, first.Version);
        Assert.Equal("""{"n":1}""", Some.Text(first.Data));
        Assert.Equivalent(Golden.Info, first.Info, strict: true);
        Assert.Equal(new Position(2, 0, 2), events[1].Position);
        Assert.Equal(Golden.SecondUnit, events[1].Info.UnitId);

        var stream = await store.Write.LoadAsync(Golden.Stream, Store.None);
        Assert.Equal(2, stream.Version);
        Assert.Equal(
            (1, 2, "json", "state"),
            (stream.State!.Version, stream.State.SchemaVersion, stream.State.Codec, Some.Text(stream.State.Data))
        );

        var outcome = await store.Write.FindOutcomeAsync(Golden.Key, Store.None);
        Assert.Equal("v1:fingerprint", outcome!.Outcome.Fingerprint);
        Assert.Equal("result", Some.Text(outcome.Outcome.Result));
        Assert.Equal(first.Mark, outcome.Unit.Mark);
        Assert.Equal([new StreamVersion(Golden.Stream, 1)], outcome.Unit.Versions);
        Assert.Equal(
            UnitResult.Aborted,
            (await store.Commit(Some.Unit("x") with { UnitId = Golden.AbortedUnit })).Result
        );

        var reader = await store.Views.OpenReaderAsync(Store.None);
        Assert.Equal(
            "async row",
            Some.Text((await reader.GetAsync("async", new ViewKey("acme", "row"), Store.None))!.Data)
        );
        Assert.Equal(
            "inline row",
            Some.Text((await reader.GetAsync("inline", new ViewKey("acme", "row"), Store.None))!.Data)
        );
        var listed = await reader.ListAsync(
            "async",
            "acme",
            new IndexRange("by", IndexKey.Of("x").Encoded, null, false, 9),
            Store.None
        );
        Assert.Equal(["row"], listed.Select(row => row.Key.Key));
        Assert.Equal([new ViewKey("acme", "sick")], await reader.HolesAsync("inline", "acme", Store.None));
        var status = await reader.StatusAsync("async", Store.None);
        Assert.Equal((first.Mark, true, ViewMode.Async), (status!.Mark, status.HasHoles, status.Mode));
        Assert.Equal(events[1].Mark, (await reader.StatusAsync("inline", Store.None))!.Mark);
        Assert.Equal(1, (await store.Views.CheckpointsAsync(new GenerationId("async", 1), Store.None))[0].Fence);
    }

    [Fact]
    public void The_newest_schema_has_a_golden_store()
    {
        Unpack(Schema.Steps.Count);
        Assert.True(new FileInfo(_scratch.Path).Length > 0);
    }

    [Fact]
    public async Task An_older_schema_is_upgraded_and_keeps_its_log()
    {
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        var logId = store.File.LogId;
        store.Dispose();

        var found = Ensure([.. Schema.Steps, "CREATE TABLE cqrskit_new (x INTEGER)"]);

        Assert.Equal(logId, found);
        Assert.Equal(Schema.Steps.Count + 1L, _scratch.Scalar("SELECT value FROM cqrskit_meta WHERE name = 'schema'"));
        Assert.Equal(1L, _scratch.Scalar("SELECT count(*) FROM cqrskit_event"));
        Assert.Equal(0L, _scratch.Scalar("SELECT count(*) FROM cqrskit_new"));
    }

    [Fact]
    public void An_upgrade_that_fails_changes_nothing()
    {
        _scratch.Open().File.Open();

        Assert.Throws<SqliteException>(() =>
            Ensure([.. Schema.Steps, "CREATE TABLE cqrskit_new (x INTEGER)", "CREATE nonsense"])
        );

        Assert.Equal((long)Schema.Steps.Count, _scratch.Scalar("SELECT value FROM cqrskit_meta WHERE name = 'schema'"));
        Assert.Equal(0L, _scratch.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'cqrskit_new'"));
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        var store = _scratch.Open();
        store.File.Open();
        store.Dispose();
        _scratch.Execute("UPDATE cqrskit_meta SET value = 99 WHERE name = 'schema'");

        var error = Assert.Throws<SqliteFileException>(() => _scratch.Open().File.Open());

        Assert.Contains("version 99", error.Message, StringComparison.Ordinal);
        Assert.Equal(99L, _scratch.Scalar("SELECT value FROM cqrskit_meta WHERE name = 'schema'"));
    }

    [Fact]
    public async Task The_application_s_own_tables_may_share_the_file()
    {
        _scratch.Execute(
            "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customers VALUES (1, 'a')"
        );
        var store = _scratch.Open();
        await store.Commit(Some.Unit("a"));
        Assert.Equal("a", _scratch.Scalar("SELECT name FROM customers"));
    }

    [Theory]
    [InlineData(3_053_000, true)]
    [InlineData(3_051_003, true)]
    [InlineData(3_051_002, false)]
    [InlineData(3_050_007, true)]
    [InlineData(3_050_006, false)]
    [InlineData(3_044_006, true)]
    [InlineData(3_044_005, false)]
    [InlineData(3_045_000, false)]
    [InlineData(3_043_009, false)]
    public void Versions_with_the_known_corruption_are_refused(int version, bool isSafe) =>
        Assert.Equal(isSafe, SqliteVersion.IsSafe(version));

    [Fact]
    public void The_SQLite_that_the_package_brings_is_safe() =>
        Assert.True(SqliteVersion.IsSafe(SQLitePCL.raw.sqlite3_libversion_number()));

    private Guid Ensure(string[] steps)
    {
        using var connection = _scratch.Connect();
        return Schema.Ensure(connection.Handle!, _scratch.Path, IdSource.Random(TimeProvider.System), steps);
    }

    private void Unpack(int version)
    {
        var assembly = typeof(SchemaTests).Assembly;
        var name = assembly
            .GetManifestResourceNames()
            .Single(name => name.EndsWith($"schema{version}.db.gz", StringComparison.Ordinal));
        using var packed = new GZipStream(assembly.GetManifestResourceStream(name)!, CompressionMode.Decompress);
        using var file = File.Create(_scratch.Path);
        packed.CopyTo(file);
    }
}
