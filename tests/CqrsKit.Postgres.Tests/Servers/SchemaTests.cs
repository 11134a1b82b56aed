using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Postgres.Schemas;
using CqrsKit.Reading;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Servers;

public sealed class SchemaTests : IDisposable
{
    private static readonly string Newest = $"{PostgresSchema.Version}";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task The_script_for_a_DBA_makes_the_same_schema_and_may_be_run_again()
    {
        for (var i = 0; i < 2; i++)
            RunScript(PostgresSchema.Script(_scratch.Schema));
        var store = _scratch.Open(options => options.ApplySchema = false);
        await store.Commit(Some.Unit("a"));
        RunScript(PostgresSchema.Script(_scratch.Schema));
        Assert.Single(await store.All());
        Assert.Equal(Newest, _scratch.Scalar(Sql("SELECT value FROM {s}.meta WHERE name = 'schema'")));
    }

    [PostgresFact]
    public async Task Many_that_open_at_once_make_one_schema()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => _scratch.Open()).ToArray();
        await Task.WhenAll(stores.Select(store => Task.Run(() => store.Database.OpenAsync(Store.None).AsTask())));
        Assert.Single(stores.Select(store => store.Database.LogId).Distinct());
    }

    [PostgresFact]
    public async Task A_newer_schema_is_refused()
    {
        await _scratch.Open().Commit(Some.Unit("a"));
        _scratch.Execute(Sql("UPDATE {s}.meta SET value = '99' WHERE name = 'schema'"));
        await Refused("its schema is of version 99");
    }

    [PostgresFact]
    public async Task A_missing_schema_is_told_where_it_may_not_be_made()
    {
        var store = _scratch.Open(options => options.ApplySchema = false);
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await store.Database.OpenAsync(Store.None)
        );
        Assert.Contains("PostgresSchema.Script", error.Remedy, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task An_upgrade_is_made_whole_or_not_at_all()
    {
        var steps = SchemaSteps.All.Append("CREATE TABLE {s}.later (x int);").Append("PERFORM 1 / 0;").ToArray();
        await _scratch.Open().Commit(Some.Unit("a"));
        using var connection = _scratch.Connect();
        Assert.ThrowsAny<Exception>(() =>
            _scratch.Run(connection, "BEGIN;" + SchemaSteps.Script(_scratch.Schema, steps) + "COMMIT")
        );
        _scratch.Run(connection, "ROLLBACK");
        Assert.Equal(Newest, _scratch.Run(connection, "SELECT value FROM {s}.meta WHERE name = 'schema'"));
        _scratch.Run(connection, "BEGIN;" + SchemaSteps.Script(_scratch.Schema, steps[..^1]) + "COMMIT");
        Assert.Equal(
            $"{PostgresSchema.Version + 1}",
            _scratch.Run(connection, "SELECT value FROM {s}.meta WHERE name = 'schema'")
        );
        Assert.Equal(0L, _scratch.Run(connection, "SELECT count(*) FROM {s}.later"));
    }

    [PostgresFact]
    public async Task An_older_schema_is_upgraded_with_what_is_parked_in_it()
    {
        using var connection = _scratch.Connect();
        _scratch.Run(connection, "BEGIN;" + SchemaSteps.Script(_scratch.Schema, [SchemaSteps.All[0]]) + "COMMIT");
        _scratch.Execute(
            Sql(
                """
                INSERT INTO {s}.view VALUES ('v', 1);
                INSERT INTO {s}.generation (view, number, version, mode, state) VALUES ('v', 1, 1, 1, 1);
                INSERT INTO {s}.checkpoint
                SELECT id, 0, 1, gen_random_uuid(), 1, 9, 0, gen_random_uuid(), 3 FROM {s}.generation;
                INSERT INTO {s}.parked (gen, tenant, key, epoch, major, minor, unit, error)
                SELECT id, '', 'k', 1, 5, 0, gen_random_uuid(), 'poison' FROM {s}.generation;
                """
            )
        );

        var store = _scratch.Open();
        var generation = Assert.Single(await store.Views.GenerationsAsync("v", Store.None));
        Assert.Equal(1, generation.Partitions);
        var parked = Assert.Single(await store.Views.ParkedAsync(generation.Id, 0, null, Store.None));
        Assert.Equal("poison", parked.Error);
        var checkpoint = Assert.Single(await store.Views.CheckpointsAsync(generation.Id, Store.None));
        var batch = new ViewBatch
        {
            Generation = generation.Id,
            Fence = 3,
            Expected = checkpoint.Mark,
            Next = checkpoint.Mark,
            Unparked = [parked.Key],
        };
        Assert.Equal(ApplyOutcome.Applied, await store.Views.ApplyAsync(batch));
        Assert.Empty(await store.Views.ParkedAsync(generation.Id, null, null, Store.None));
        Assert.Equal(Newest, _scratch.Scalar(Sql("SELECT value FROM {s}.meta WHERE name = 'schema'")));
    }

    [PostgresTheory]
    [InlineData("plain")]
    [InlineData("Grüße 🚀")]
    [InlineData("a\"b")]
    [InlineData("a'b; DROP SCHEMA public CASCADE; --")]
    [InlineData("$cqrskit_fn$ $cqrskitx$")]
    [InlineData("{s}.x {0} @p $1 :name \\")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_schema_may_have_any_name_that_PostgreSQL_keeps(string name)
    {
        using var scratch = new Scratch(_scratch.Server) { Schema = name };
        var store = scratch.Open();
        await store.Commit(Some.Unit("a"));
        await store.Active("v");
        Assert.Single(await store.All());
        using var connection = scratch.Connect();
        using var command = new NpgsqlCommand("SELECT count(*) FROM pg_namespace WHERE nspname = $1", connection);
        command.Parameters.AddWithValue(name);
        Assert.Equal(1L, command.ExecuteScalar());
    }

    [PostgresTheory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    [InlineData("äääääääääääääääääääääääääääääääää")]
    public async Task A_name_that_PostgreSQL_cannot_keep_is_refused(string name)
    {
        using var scratch = new Scratch(_scratch.Server) { Schema = name };
        var store = scratch.Open();
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await store.Database.OpenAsync(Store.None)
        );
        Assert.Contains("PostgresOptions.Schema", error.Remedy, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PostgresSchema.Script(name));
    }

    [PostgresTheory]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=y", "cannot be reached")]
    [InlineData("Host=127.0.0.1;Prot=1", "cannot be read")]
    [InlineData("{cluster};Database=no_such_database", "does not exist")]
    [InlineData("{cluster};Username=no_such_role", "no_such_role")]
    public async Task What_is_wrong_with_a_connection_string_is_said(string text, string problem)
    {
        text = text.Replace("{cluster}", _scratch.Server.ConnectionString(), StringComparison.Ordinal);
        using var store = new Store(text + ";Password=secret", new PostgresOptions { RetryWithin = TimeSpan.Zero });
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await store.Database.OpenAsync(Store.None)
        );
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_database_that_is_not_UTF8_is_refused()
    {
        _scratch.Execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
        using var latin = new Scratch(_scratch.Server, "latin");
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await latin.Open().Database.OpenAsync(Store.None)
        );
        Assert.Contains("LATIN1", error.Problem, StringComparison.Ordinal);
    }

    private async Task Refused(string problem)
    {
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await _scratch.Open().Database.OpenAsync(Store.None)
        );
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    private void RunScript(string script)
    {
        var file = Path.Combine(_scratch.Server.Folder, "script.sql");
        File.WriteAllText(file, script);
        _scratch.Server.RunTool("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, "postgres");
    }

    private string Sql(string text) => SqlName.In(_scratch.Schema, text);
}
