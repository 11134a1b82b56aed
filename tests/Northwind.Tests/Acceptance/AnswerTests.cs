using System;
using System.Linq;
using System.Text.Json;
using CqrsKit.Postgres.Tests;
using CqrsKit.Redis.Tests;
using Northwind.Tests.Running;
using Xunit;
using Xunit.Abstractions;

namespace Northwind.Tests.Acceptance;

public sealed class AnswerTests(AllAnswers answers, ITestOutputHelper output) : IClassFixture<AllAnswers>
{
    [Fact]
    public void All_answers_are_the_same_bytes_on_every_combination() =>
        AreTheSame(combination => combination is { Write: WriteDatabase.Sqlite, Read: not ReadDatabase.Redis });

    [RedisFact]
    public void They_are_the_same_where_Redis_is_read() =>
        AreTheSame(combination => combination.Read == ReadDatabase.Redis);

    [PostgresFact]
    public void They_are_the_same_where_PostgreSQL_is_written_by_one_process() =>
        AreTheSame(combination => combination is { Write: WriteDatabase.Postgres, Workers: 0 });

    [PostgresFact]
    public void They_are_the_same_where_three_workers_run_the_projections() =>
        AreTheSame(combination => combination.Workers == 3);

    [Fact]
    public void The_sales_summary_is_that_of_the_order_book() =>
        Assert.Equal("""{"orders":830,"lines":2155,"total":1265793.0395}""", answers["/sales/summary"].Body);

    [Fact]
    public void Countries_come_with_the_highest_total_first()
    {
        var countries = answers["/sales/countries"].Json.EnumerateArray().Select(item => item.GetRawText()).ToArray();
        Assert.Equal(21, countries.Length);
        Assert.Equal("""{"country":"USA","total":245584.6105}""", countries[0]);
        Assert.Equal("""{"country":"Germany","total":230284.6335}""", countries[1]);
        Assert.Equal("""{"country":"Austria","total":128003.8385}""", countries[2]);
    }

    [Fact]
    public void Products_come_with_the_highest_total_first()
    {
        Assert.Equal(
            """[{"product":"Côte de Blaye","quantity":623,"total":141396.7350},{"product":"Thüringer Rostbratwurst","quantity":746,"total":80368.6720},{"product":"Raclette Courdavault","quantity":1496,"total":71155.7000}]""",
            answers["/sales/products?top=3"].Body
        );
        Assert.Equal(10, answers["/sales/products"].Json.GetArrayLength());
        Assert.Equal(77, answers["all products"].Json.GetArrayLength());
    }

    [Fact]
    public void An_order_has_its_lines_and_exact_totals() =>
        Assert.Equal(
            """{"orderId":10248,"customerId":"VINET","orderDate":"1996-07-04","status":"shipped","shippedDate":"1996-07-16","shipCountry":"France","lines":[{"productId":11,"product":"Queso Cabrales","unitPrice":14.00,"quantity":12,"discount":0.00,"total":168.0000},{"productId":42,"product":"Singaporean Hokkien Fried Mee","unitPrice":9.80,"quantity":10,"discount":0.00,"total":98.0000},{"productId":72,"product":"Mozzarella di Giovanni","unitPrice":34.80,"quantity":5,"discount":0.00,"total":174.0000}],"total":440.0000}""",
            answers["order 10248"].Body
        );

    [Fact]
    public void The_orders_of_a_customer_come_newest_first_in_pages_that_join_up()
    {
        var all = Items(answers["SAVEA"]);
        Assert.Equal(31, all.Length);
        Assert.Equal("null", answers["SAVEA"].Json.GetProperty("next").GetRawText());
        Assert.Equal(
            all.OrderByDescending(Date, StringComparer.Ordinal).ThenByDescending(Id).Select(Id),
            all.Select(Id)
        );
        var pages = answers.Named("SAVEA page").ToArray();
        Assert.Equal(5, pages.Length);
        Assert.Equal(all.Select(item => item.GetRawText()), pages.SelectMany(Items).Select(item => item.GetRawText()));
        Assert.Equal("""{"items":[],"next":null}""", answers["PARIS"].Body);

        static JsonElement[] Items(Exchange page) => [.. page.Json.GetProperty("items").EnumerateArray()];
        static string Date(JsonElement item) => item.GetProperty("orderDate").GetString()!;
        static int Id(JsonElement item) => item.GetProperty("orderId").GetInt32();
    }

    [Fact]
    public void A_placed_order_takes_the_next_free_id_the_products_price_and_the_customers_country()
    {
        var placed = answers["place"];
        Assert.Equal(201, placed.Status);
        Assert.Equal("/orders/11078", placed.Location);
        Assert.True(placed.HasToken);
        Assert.Equal(
            """{"orderId":11078,"customerId":"ALFKI","orderDate":"(today)","status":"placed","shippedDate":null,"shipCountry":"Germany","lines":[{"productId":1,"product":"Chai","unitPrice":18.00,"quantity":2,"discount":0.00,"total":36.0000}],"total":36.0000}""",
            placed.Body
        );
        Assert.Equal(placed.Body, answers["placed"].Body);
        Assert.Equal("/orders/11080", answers["next free"].Location);
        Assert.Equal(409, answers["take again"].Status);
    }

    [Fact]
    public void A_placed_order_may_say_everything_itself()
    {
        var order = answers["placed fully"].Json;
        Assert.Equal(answers["place fully"].Body, answers["placed fully"].Body);
        Assert.Equal("Côte d'Ivoire", order.GetProperty("shipCountry").GetString());
        Assert.Equal("5000.0000", order.GetProperty("total").GetRawText());
        Assert.Equal("0.0000", order.GetProperty("lines")[1].GetProperty("total").GetRawText());
    }

    [Fact]
    public void Lines_shipments_and_cancellations_answer_with_the_order_as_it_is_then_read()
    {
        Assert.Equal(200, answers["add line"].Status);
        Assert.Equal(answers["add line"].Body, answers["line added"].Body);
        Assert.Equal("107.2500", answers["add line"].Json.GetProperty("total").GetRawText());
        Assert.Equal(answers["ship"].Body, answers["shipped"].Body);
        Assert.Equal("shipped", answers["ship"].Json.GetProperty("status").GetString());
        Assert.Equal("(today)", answers["ship"].Json.GetProperty("shippedDate").GetString());
        Assert.Equal(answers["cancel"].Body, answers["cancelled"].Body);
        Assert.Equal("cancelled", answers["cancel"].Json.GetProperty("status").GetString());
    }

    [Fact]
    public void Sales_count_every_order_but_the_cancelled_ones()
    {
        Assert.Equal("""{"orders":834,"lines":2162,"total":1270972.2895}""", answers["before cancellation"].Body);
        Assert.Equal("""{"orders":833,"lines":2159,"total":1265972.2895}""", answers["after cancellation"].Body);
        Assert.DoesNotContain("Ivoire", answers["countries after cancellation"].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shipped_or_cancelled_order_takes_no_line_shipment_or_cancellation()
    {
        foreach (
            var name in (string[])
                [
                    "ship twice",
                    "cancel shipped",
                    "add to shipped",
                    "cancel twice",
                    "ship cancelled",
                    "add to cancelled",
                    "add line twice",
                ]
        )
            IsProblem(answers[name], 409);
    }

    [Fact]
    public void A_repeat_under_the_same_key_has_one_effect_and_the_same_answer()
    {
        Assert.Equal(answers["keyed"] with { Name = "" }, answers["keyed again"] with { Name = "" });
        Assert.Equal(answers["add to keyed"] with { Name = "" }, answers["add to keyed again"] with { Name = "" });
        Assert.Equal("/orders/11081", answers["keyed"].Location);
        Assert.Equal(11081, answers["one effect"].Json.GetProperty("items")[0].GetProperty("orderId").GetInt32());
        IsProblem(answers["key with other body"], 422);
        IsProblem(answers["key with other path"], 422);
        IsProblem(answers["key too long"], 400);
        IsProblem(answers["refused"], 422);
        Assert.Equal(201, answers["then right"].Status);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(412)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    public void A_wrong_request_is_answered_with_its_problem(int status)
    {
        var wrong = answers.Named($"{status}").ToArray();
        Assert.NotEmpty(wrong);
        foreach (var exchange in wrong)
            IsProblem(exchange, status);
        Assert.All(answers.Named("405"), exchange => Assert.NotEqual("", exchange.Allow));
    }

    [Fact]
    public void What_was_refused_changed_nothing() =>
        Assert.Equal("""{"orders":835,"lines":2162,"total":1266074.2895}""", answers["after: /sales/summary"].Body);

    private void AreTheSame(Func<Combination, bool> which)
    {
        var expected = Combination.All.Where(which).Where(combination => combination.IsPossible).ToArray();
        Assert.NotEmpty(expected);
        var first = answers.ByCombination[Combination.All[0]];
        foreach (var combination in expected)
        {
            var other = answers.ByCombination[combination];
            Assert.Equal(first.Count, other.Count);
            foreach (var (one, another) in first.Zip(other))
                Assert.True(one == another, $"{combination} differs:\n{one}\n{another}");
        }

        output.WriteLine(
            $"note: {first.Count} answers of {answers.ByCombination.Count} combinations took {answers.Time.TotalSeconds:0} s"
        );
    }

    private static void IsProblem(Exchange exchange, int status)
    {
        Assert.True(status == exchange.Status, $"{exchange} is not {status}");
        Assert.Equal("application/problem+json", exchange.ContentType);
        Assert.Equal(status, exchange.Json.GetProperty("status").GetInt32());
        Assert.NotEqual("", exchange.Json.GetProperty("title").GetString());
        foreach (var leak in (string[])["System.", "CqrsKit", "Northwind.", "   at ", "SELECT", "Exception"])
            Assert.DoesNotContain(leak, exchange.Body, StringComparison.Ordinal);
    }
}
