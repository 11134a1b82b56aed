using System.Linq;
using System.Threading.Tasks;
using Northwind.Tests.Acceptance;
using Northwind.Tests.Running;
using Xunit;

namespace Northwind.Tests.Cli;

public sealed class ServerTests
{
    private const string Order = """{"customerId":"ALFKI","lines":[{"productId":1,"quantity":2}]}""";

    [Fact]
    public async Task A_server_that_is_told_to_end_ends_with_0_and_goes_on_where_it_was()
    {
        using var scratch = new Scratch();
        var combination = new Combination(Rung.Async, Storage.State);
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

    [Fact]
    public async Task Orders_placed_at_the_same_time_get_ids_of_their_own()
    {
        using var scratch = new Scratch();
        using var server = await Server.StartAsync(scratch, new Combination(Rung.Inline, Storage.Events));
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
