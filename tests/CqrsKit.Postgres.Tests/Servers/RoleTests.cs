using System;
using System.Threading.Tasks;
using CqrsKit.Postgres.Schemas;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Servers;

public sealed class RoleTests : IDisposable
{
    private const string Migrator = "its \"migrator\"";
    private const string Writer = "writer; --";
    private const string Reader = "reader'";

    private readonly Scratch _scratch = new();

    public RoleTests()
    {
        foreach (var role in new[] { Migrator, Writer, Reader })
            _scratch.Execute(
                $"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {Literal(role)}) THEN CREATE ROLE {SqlName.Quoted(role)} LOGIN; END IF; END $$"
            );
        _scratch.Execute($"GRANT CREATE ON DATABASE postgres TO {SqlName.Quoted(Migrator)}");
    }

    public void Dispose() => _scratch.Dispose();

    [PostgresFact]
    public async Task Three_roles_have_what_they_need_and_nothing_else()
    {
        await _scratch.Open(user: Migrator).Database.OpenAsync(Store.None);
        using (var connection = _scratch.Server.Connect(user: Migrator))
            _scratch.Run(connection, PostgresSchema.Grants(Migrator, Writer, Reader, _scratch.Schema));

        var writer = _scratch.Open(options => options.ApplySchema = false, Writer);
        var key = new OutcomeKey("", "s", "k");
        var unit = Some.Unit((Some.Stream("a"), 0)) with
        {
            States = [new StateWrite(Some.Stream("a"), 1, "json", Some.Bytes("{}"))],
            Outcome = new OutcomeWrite(key, "f", "json", Some.Bytes("{}")),
        };
        Assert.Equal(UnitResult.Committed, (await writer.Commit(unit)).Result);
        Assert.Equal(UnitResult.Committed, (await writer.Commit(unit)).Result);
        Assert.Null(await writer.Write.ClaimAbortedAsync(Guid.CreateVersion7(), Store.None));
        Assert.Equal(2u, await writer.Log.RaiseEpochAsync(1, Store.None));
        var view = await writer.Active("v");
        var inline = await writer.Views.CreateGenerationAsync(
            new NewGeneration("i", 1, ViewMode.Inline, writer.Database.LogId),
            Store.None
        );
        var head = (await writer.Log.HeadAsync(Store.None)).Mark;
        await Apply(writer, inline.Id, head);
        Assert.True(await writer.Views.SwitchAsync(new GenerationSwitch(null, inline.Id, [head]), Store.None));
        await Apply(writer, view, head);
        Assert.Equal(1, await writer.Write.PurgeOutcomesAsync(Some.Time.AddDays(1), Store.None));

        var reader = _scratch.Open(options => options.ApplySchema = false, Reader);
        Assert.Single(await reader.All());
        var rows = await reader.Views.OpenReaderAsync(Store.None);
        Assert.NotNull(await rows.GetAsync("v", new ViewKey("", "k"), Store.None));
        Assert.Equal(head, (await rows.StatusAsync("i", Store.None))?.Mark);
        var refused = await Assert.ThrowsAsync<PostgresStoreException>(() => reader.Commit(Some.Unit("b")));
        Assert.Contains("PostgresSchema.Grants", refused.Remedy, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PostgresStoreException>(async () => await Apply(reader, view, head));

        Denied(Writer, "UPDATE {s}.event SET data = ''");
        Denied(Writer, "DELETE FROM {s}.event");
        Denied(Writer, "TRUNCATE {s}.event");
        Denied(Writer, "DELETE FROM {s}.unit");
        Denied(Writer, "CREATE TABLE {s}.more (x int)");
        Denied(Writer, "DROP TABLE {s}.event");
        Denied(Reader, "INSERT INTO {s}.epoch (epoch) VALUES (9)");
        Denied(Reader, "DELETE FROM {s}.row");
        Denied(Reader, "UPDATE {s}.checkpoint SET fence = 9");
    }

    private static async Task Apply(Store store, GenerationId generation, LogMark next) =>
        Assert.Equal(
            ApplyOutcome.Applied,
            await store.Views.ApplyAsync(
                new ViewBatch
                {
                    Generation = generation,
                    Fence = 0,
                    Expected = LogMark.Start,
                    Next = next,
                    Writes = [Some.Row("k", "{}")],
                }
            )
        );

    private void Denied(string role, string sql)
    {
        using var connection = _scratch.Server.Connect(user: role);
        var error = Assert.Throws<PostgresException>(() => _scratch.Run(connection, sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
