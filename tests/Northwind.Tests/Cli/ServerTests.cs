using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Postgres.Tests;
using Northwind.Tests.Acceptance;
using Northwind.Tests.Running;
using Xunit;

namespace Northwind.Tests.Cli;

public sealed class ServerTests
{
    private const string Order = """{"customerId":"ALFKI","lines":[{"productId":1,"quantity":2}]}""";

    [Fact]
    public Task A_server_that_is_told_to_end_ends_with_0_and_goes_on_where_it_was() =>
        EndAndGoOnAsync(new Combination(Rung.Async, Storage.State));

    [PostgresFact]
    public Task So_does_one_on_PostgreSQL() =>
        EndAndGoOnAsync(new Combination(Rung.Async, Storage.State, WriteDatabase.Postgres));

    [Fact]
    public Task Orders_placed_at_the_same_time_get_ids_of_their_own() =>
        PlaceAtOnceAsync(new Combination(Rung.Inline, Storage.Events));

    [PostgresFact]
    public Task So_do_those_on_PostgreSQL() =>
        PlaceAtOnceAsync(new Combination(Rung.Inline, Storage.Events, WriteDatabase.Postgres));

    [PostgresFact]
    public async Task A_worker_that_is_told_to_end_ends_with_0()
    {
        using var scratch = new Scratch();
        foreach (var rung in (Rung[])[Rung.Async, Rung.Inline])
        {
            var combination = new Combination(rung, Storage.Events, WriteDatabase.Postgres);
            using var worker = SampleProcess.Start(scratch.Path, [.. scratch.Arguments(combination), "--worker"]);
            Assert.Equal(rung == Rung.Inline, (await worker.ReadToAsync("working on ")).Contains("nothing"));
            var ended = await worker.TerminateAsync();
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        }
    }

    private static async Task EndAndGoOnAsync(Combination combination)
    {
        using var scratch = new Scratch();
        Exchange placed;
        using (var server = await Server.StartAsync(scratch, combination))
        {
            placed = await new Talk(server.Client).PostAsync("place", "/orders", Order);
            var ended = await server.EndAsync();
            Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        }

        using var again = await Server.StartAsync(scratch, combination);
        Assert.Equal(placed.Body, (await new Talk(again.Client).GetAsync("/orders/11078")).Body);
    }

    private static async Task PlaceAtOnceAsync(Combination combination)
    {
        using var scratch = new Scratch();
        using var server = await Server.StartAsync(scratch, combination);
        var placed = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(_ => new Talk(server.Client).PostAsync("place", "/orders", Order))
        );
        var ids = placed
            .Where(answer => answer.Status == 201)
            .Select(answer => answer.Json.GetProperty("orderId").GetInt32());
        Assert.Equal(Enumerable.Range(11078, ids.Count()), ids.Order());
        Assert.All(placed, answer => Assert.Contains(answer.Status, (int[])[201, 409]));
    }
}
