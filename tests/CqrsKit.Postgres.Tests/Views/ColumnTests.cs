using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Postgres.Schemas;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace CqrsKit.Postgres.Tests.Views;

public sealed class ColumnTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [PostgresTheory]
    [InlineData("totals", "total", "total")]
    [InlineData("a\"b'c {s} $fn$ \\", "sum'\" {s}", "to'tal\\ \"x")]
    public async Task Mapped_columns_hold_what_the_views_hold(string table, string column, string property)
    {
        var store = _scratch.Open(Map);
        var view = await store.Active("v");
        var other = await store.Active("other");
        var at = LogMark.Start;
        await ApplyAsync(view, Row("a", "1.25"), Row("b", "2"), Row("c", "null"));
        Assert.Equal(["a=1.25", "b=2", "c="], Rows());
        await ApplyAsync(view, Row("a", "10"), Some.Row("b", "{}") with { Data = null }, Some.Row("d", "{}"));
        Assert.Equal(["a=10", "c=", "d="], Rows());

        // Another view's rows, and those of a generation that is not switched to, are nobody's to see.
        at = LogMark.Start;
        await ApplyAsync(other, Some.Row("z", "not JSON"));
        var next = await store.Views.CreateGenerationAsync(
            new NewGeneration("v", 2, ViewMode.Async, store.Database.LogId),
            Store.None
        );
        at = LogMark.Start;
        await ApplyAsync(next.Id, Row("n", "7"));
        Assert.Equal(["a=10", "c=", "d="], Rows());
        Assert.True(await store.Views.SwitchAsync(new GenerationSwitch(view, next.Id, [at]), Store.None));
        Assert.Equal(["n=7"], Rows());
        await store.Views.DropGenerationAsync(view, Store.None);
        using (var connection = _scratch.Server.Connect())
        using (var count = new NpgsqlCommand($"SELECT count(*) FROM {Name(table + "_columns")}", connection))
            Assert.Equal(1L, count.ExecuteScalar());

        void Map(PostgresOptions options) =>
            options.MapColumns("v", table, map => map.Column(column, "numeric(12,2)", property).Index(column));

        ViewWrite Row(string key, string number) =>
            Some.Row(
                key,
                System.Text.Json.JsonSerializer.Serialize(
                    new Dictionary<string, decimal?>
                    {
                        [property] = number == "null" ? null : decimal.Parse(number, null),
                    }
                )
            );

        async Task ApplyAsync(GenerationId generation, params ViewWrite[] writes)
        {
            var to = Some.Mark(at.Position.Minor + 1);
            var batch = new ViewBatch
            {
                Generation = generation,
                Fence = 0,
                Expected = at,
                Next = to,
                Writes = writes,
            };
            Assert.Equal(ApplyOutcome.Applied, await store.Views.ApplyAsync(batch));
            at = to;
        }

        string[] Rows()
        {
            using var connection = _scratch.Server.Connect();
            using var read = new NpgsqlCommand(
                $"SELECT key || '=' || coalesce(trim_scale({SqlName.Quoted(column)})::text, '') FROM {Name(table)} ORDER BY key",
                connection
            );
            using var rows = read.ExecuteReader();
            var found = new List<string>();
            while (rows.Read())
                found.Add(rows.GetString(0));
            return [.. found];
        }
    }

    [PostgresFact]
    public async Task A_map_that_has_changed_is_made_again_from_the_rows()
    {
        var store = _scratch.Open(options => options.MapColumns("v", "t", map => map.Column("x", "integer")));
        var view = await store.Active("v");
        await store.Views.ApplyAsync(Batch(view, Some.Row("k", """{"x":1,"in":{"y":"2026-01-02"}}""")));
        Assert.Equal(1, _scratch.Scalar($"SELECT x FROM {Name("t")}"));

        Action<PostgresOptions> changed = options =>
            options.MapColumns("v", "t", map => map.Column("x", "bigint").Column("y", "date", "in", "y"));
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await _scratch
                .Open(options =>
                {
                    options.ApplySchema = false;
                    changed(options);
                })
                .Database.OpenAsync(Store.None)
        );
        Assert.Contains("PostgresSchema.Script", error.Remedy, StringComparison.Ordinal);

        var script = new PostgresOptions { Schema = _scratch.Schema };
        changed(script);
        for (var i = 0; i < 2; i++)
            _scratch.Execute(PostgresSchema.Script(script));
        var mapped = _scratch.Open(options =>
        {
            options.ApplySchema = false;
            changed(options);
        });
        await mapped.Database.OpenAsync(Store.None);
        Assert.Equal("1 2026-01-02", _scratch.Scalar($"SELECT x || ' ' || y FROM {Name("t")}"));
    }

    [PostgresFact]
    public async Task A_value_that_does_not_fit_is_told_so_and_leaves_nothing()
    {
        var store = _scratch.Open(options => options.MapColumns("v", "t", map => map.Column("x", "integer")));
        var view = await store.Active("v");
        var error = await Assert.ThrowsAsync<PostgresStoreException>(async () =>
            await store.Views.ApplyAsync(Batch(view, Some.Row("k", """{"x":"one"}""")))
        );
        Assert.Contains("MapColumns", error.Remedy, StringComparison.Ordinal);
        Assert.Empty((await store.Views.LoadAsync(view, 0, long.MaxValue, [new ViewKey("", "k")], Store.None))!);
    }

    [PostgresFact]
    public async Task A_writer_without_rights_on_the_table_writes_it_and_a_reader_reads_it()
    {
        foreach (var role in new[] { "column_writer", "column_reader", "column_migrator" })
            _scratch.Execute(
                $"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF; END $$"
            );
        _scratch.Execute("GRANT CREATE ON DATABASE postgres TO column_migrator");
        Action<PostgresOptions> map = options => options.MapColumns("v", "t", map => map.Column("x", "integer"));
        await _scratch.Open(map, "column_migrator").Database.OpenAsync(Store.None);
        using (var migrator = _scratch.Server.Connect(user: "column_migrator"))
            _scratch.Run(
                migrator,
                PostgresSchema.Grants("column_migrator", "column_writer", "column_reader", _scratch.Schema)
            );
        var writer = _scratch.Open(
            options =>
            {
                options.ApplySchema = false;
                map(options);
            },
            "column_writer"
        );
        var view = await writer.Active("v");
        await writer.Views.ApplyAsync(Batch(view, Some.Row("k", """{"x":42}""")));
        using var reader = _scratch.Server.Connect(user: "column_reader");
        Assert.Equal(42, _scratch.Run(reader, "SELECT x FROM {s}.t"));
    }

    [PostgresTheory]
    [InlineData(ViewPlacement.Inline)]
    [InlineData(ViewPlacement.Async)]
    public async Task Commands_and_the_runner_write_them_in_their_own_transaction(ViewPlacement placement)
    {
        await using var provider = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new Till { ConnectionString = "", Table = "" })
            .AddCqrsKit(kit =>
                kit.UsePostgres(
                        _scratch.Server.ConnectionString(),
                        options =>
                        {
                            options.Schema = _scratch.Schema;
                            options.MapColumns(
                                "customer-totals",
                                "customer_totals",
                                map => map.Column("customer", "text").Column("total", "numeric")
                            );
                        }
                    )
                    .AddHandlersFrom(typeof(PlaceOrder).Assembly)
                    .AddAggregate<OrderAggregate>()
                    .AddView<CustomerTotals>(view =>
                        _ = placement == ViewPlacement.Inline ? view.Inline() : view.Async()
                    )
            )
            .BuildServiceProvider();
        await provider.StartCqrsKitAsync();
        var token = ConsistencyToken.None;
        foreach (var order in new[] { new PlaceOrder("1", "ann", 30), new PlaceOrder("2", "ann", 12) })
        {
            await using var scope = provider.CreateAsyncScope();
            var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
            token = (await commands.SendWithReceiptAsync(order)).Token;
        }

        await provider.GetRequiredService<IRunner>().CaughtUpAsync(token);
        Assert.Equal(42m, _scratch.Scalar($"SELECT total FROM {Name("customer_totals")} WHERE customer = 'ann'"));
        await provider.StopCqrsKitAsync();
    }

    [Fact]
    public void A_map_that_cannot_be_is_refused()
    {
        var options = new PostgresOptions();
        Assert.Throws<ArgumentException>(() => options.MapColumns("v", "", _ => { }));
        Assert.Throws<ArgumentException>(() => options.MapColumns("v", new string('t', 56), _ => { }));
        Assert.Throws<ArgumentException>(() => options.MapColumns("v", "t", map => map.Column("key", "text")));
        Assert.Throws<ArgumentException>(() => options.MapColumns("v", "t", map => map.Column("x", "text; DROP")));
        Assert.Throws<ArgumentException>(() => options.MapColumns("v", "t", map => map.Column("x\0", "text")));
        Assert.Throws<ArgumentException>(() => options.MapColumns("v", "t", map => map.Index("x")));
        options.MapColumns("v", "t", map => map.Column("x", "timestamp with time zone").Column("y", "text[]"));
        Assert.Throws<ArgumentException>(() => options.MapColumns("w", "t", _ => { }));
    }

    private string Name(string table) => $"{SqlName.Quoted(_scratch.Schema)}.{SqlName.Quoted(table)}";

    private static ViewBatch Batch(GenerationId view, params ViewWrite[] writes) =>
        new()
        {
            Generation = view,
            Fence = 0,
            Expected = LogMark.Start,
            Next = Some.Mark(1),
            Writes = writes,
        };
}
