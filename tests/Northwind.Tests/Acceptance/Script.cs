using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using CqrsKit;

namespace Northwind.Tests.Acceptance;

/// <summary>Everything that is said to each combination, in the same order.</summary>
internal static class Script
{
    private const string Chai = """{"productId":1,"quantity":2}""";

    public static async Task<IReadOnlyList<Exchange>> RunAsync(HttpClient client)
    {
        var talk = new Talk(client);
        await ReadAsync(talk);
        await PlaceAsync(talk);
        await ChangeAsync(talk);
        await RepeatAsync(talk);
        await BreakRulesAsync(talk);
        await BreakHttpAsync(talk);
        await BreakTokensAsync(talk);
        await ReadAsync(talk, "after: ");
        return talk.Exchanges;
    }

    private static async Task ReadAsync(Talk talk, string prefix = "")
    {
        foreach (
            var path in (string[])["/sales/summary", "/sales/countries", "/sales/products", "/sales/products?top=3"]
        )
            await talk.GetAsync(path, prefix + path);
        await talk.GetAsync("/sales/products?top=1000", prefix + "all products");
        for (var id = 10248; id <= 11077; id += prefix.Length == 0 ? 1 : 100)
            await talk.GetAsync($"/orders/{id}", $"{prefix}order {id}");
        foreach (var customer in (string[])["SAVEA", "ERNSH", "VINET", "PARIS"])
        {
            await talk.GetAsync($"/customers/{customer}/orders", $"{prefix}{customer}");
            string? next = "";
            for (var page = 1; next is not null && page < 20; page++)
            {
                var path = $"/customers/{customer}/orders?limit=7{(next.Length > 0 ? $"&after={next}" : "")}";
                var answer = await talk.GetAsync(path, $"{prefix}{customer} page {page}");
                next = answer.Json.GetProperty("next").GetString();
            }
        }
    }

    private static async Task PlaceAsync(Talk talk)
    {
        await talk.PostAsync("place", "/orders", $$"""{"customerId":"ALFKI","lines":[{{Chai}}]}""");
        await talk.GetAsync("/orders/11078", "placed");
        await talk.PostAsync(
            "place fully",
            "/orders",
            """
            {"customerId":"VINET","orderId":2147483647,"shipCountry":"Côte d'Ivoire","lines":[
              {"productId":38,"quantity":1000000,"unitPrice":0.01,"discount":0.5},
              {"productId":2,"quantity":1,"unitPrice":19,"discount":1},
              {"productId":3,"quantity":3,"unitPrice":0,"discount":0.05}]}
            """
        );
        await talk.GetAsync("/orders/2147483647", "placed fully");
        await talk.PostAsync(
            "take 11079",
            "/orders",
            $$"""{"customerId":"ALFKI","orderId":11079,"lines":[{{Chai}}]}"""
        );
        await talk.PostAsync("next free", "/orders", $$"""{"customerId":"ALFKI","lines":[{{Chai}}]}""");
        await talk.PostAsync(
            "take again",
            "/orders",
            $$"""{"customerId":"ALFKI","orderId":10248,"lines":[{{Chai}}]}"""
        );
    }

    private static async Task ChangeAsync(Talk talk)
    {
        await talk.PostAsync("add line", "/orders/11078/lines", """{"productId":2,"quantity":5,"discount":0.25}""");
        await talk.GetAsync("/orders/11078", "line added");
        await talk.PostAsync("add line twice", "/orders/11078/lines", """{"productId":2,"quantity":5}""");
        await talk.PostAsync("ship", "/orders/11078/shipment", "{}");
        await talk.GetAsync("/orders/11078", "shipped");
        await talk.PostAsync("ship twice", "/orders/11078/shipment");
        await talk.PostAsync("cancel shipped", "/orders/11078/cancellation");
        await talk.PostAsync("add to shipped", "/orders/11078/lines", """{"productId":5,"quantity":5}""");
        await talk.GetAsync("/sales/summary", "before cancellation");
        await talk.PostAsync("cancel", "/orders/2147483647/cancellation");
        await talk.GetAsync("/orders/2147483647", "cancelled");
        await talk.GetAsync("/sales/summary", "after cancellation");
        await talk.GetAsync("/sales/countries", "countries after cancellation");
        await talk.PostAsync("cancel twice", "/orders/2147483647/cancellation", "{}");
        await talk.PostAsync("ship cancelled", "/orders/2147483647/shipment");
        await talk.PostAsync("add to cancelled", "/orders/2147483647/lines", """{"productId":5,"quantity":5}""");
        await talk.GetAsync("/customers/ALFKI/orders?limit=3", "newest first");
    }

    private static async Task RepeatAsync(Talk talk)
    {
        var order = $$"""{"customerId":"BERGS","lines":[{{Chai}}]}""";
        await talk.PostAsync("keyed", "/orders", order, "key-1");
        await talk.PostAsync("add to keyed", "/orders/11081/lines", """{"productId":7,"quantity":1}""", "key-2");
        await talk.PostAsync("keyed again", "/orders", order, "key-1");
        await talk.PostAsync("add to keyed again", "/orders/11081/lines", """{"productId":7,"quantity":1}""", "key-2");
        await talk.PostAsync(
            "key with other body",
            "/orders",
            order.Replace("2}", "3}", StringComparison.Ordinal),
            "key-1"
        );
        await talk.PostAsync("key with other path", "/orders/11081/cancellation", null, "key-1");
        await talk.PostAsync("key too long", "/orders", order, new string('k', 256));
        await talk.GetAsync("/customers/BERGS/orders?limit=1", "one effect");
        await talk.PostAsync("refused", "/orders", order.Replace("BERGS", "NOBODY", StringComparison.Ordinal), "key-3");
        await talk.PostAsync("then right", "/orders", order, "key-3");
    }

    private static async Task BreakRulesAsync(Talk talk)
    {
        foreach (
            var line in (string[])
                [
                    """{"productId":1,"quantity":0}""",
                    """{"productId":1,"quantity":-1}""",
                    """{"productId":1,"quantity":1000001}""",
                    """{"productId":1,"quantity":99999999999999999999}""",
                    """{"productId":1}""",
                    """{"productId":1,"quantity":1,"unitPrice":-0.01}""",
                    """{"productId":1,"quantity":1,"unitPrice":1.001}""",
                    """{"productId":1,"quantity":1,"unitPrice":1e400}""",
                    """{"productId":1,"quantity":1,"unitPrice":1.0000000000000000000000000000000001}""",
                    """{"productId":1,"quantity":1,"discount":1.01}""",
                    """{"productId":1,"quantity":1,"discount":-0.1}""",
                    """{"productId":1,"quantity":1,"discount":0.125}""",
                    """{"productId":78,"quantity":1}""",
                    """{"productId":99999999999,"quantity":1}""",
                    """{"productId":1,"quantity":1},{"productId":1,"quantity":2}""",
                    "",
                ]
        )
            await talk.PostAsync($"422 {line}", "/orders", $$"""{"customerId":"ALFKI","lines":[{{line}}]}""");
        foreach (
            var rest in (string[])
                [
                    "\"customerId\":\"NOBODY\"",
                    "\"customerId\":\"\"",
                    "\"customerId\":\"alfki\"",
                    "\"customerId\":\"ALFKI\",\"orderId\":0",
                    "\"customerId\":\"ALFKI\",\"orderId\":-1",
                    "\"customerId\":\"ALFKI\",\"orderId\":2147483648",
                    "\"customerId\":\"ALFKI\",\"shipCountry\":\" \"",
                ]
        )
            await talk.PostAsync($"422 {rest}", "/orders", $$"""{"lines":[{{Chai}}],{{rest}}}""");
        await talk.PostAsync("422 nothing in it", "/orders", "{}");
        foreach (var rest in (string[])["lines", "shipment", "cancellation"])
            await talk.PostAsync($"404 {rest}", $"/orders/10247/{rest}", rest == "lines" ? Chai : null);
        foreach (var id in (string[])["10247", "0", "-1", "abc", "010248", "99999999999", "10248.0"])
            await talk.GetAsync($"/orders/{id}", $"404 order {id}");
        await talk.GetAsync("/customers/NOBODY/orders", "404 customer");
    }

    private static async Task BreakHttpAsync(Talk talk)
    {
        foreach (
            var body in (string[])
                [
                    "",
                    "{",
                    "[]",
                    "null",
                    "\"x\"",
                    "{}{}",
                    "{\"customerId\":7,\"lines\":[]}",
                    "{\"customerId\":null,\"lines\":[]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":{}}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[null]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[7]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[{\"productId\":1,\"quantity\":\"5\"}]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[{\"productId\":1,\"quantity\":1.5}]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[{\"productId\":1,\"quantity\":null}]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[{\"productId\":\"1\",\"quantity\":1}]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[{\"productId\":1,\"quantity\":1,\"unitPrice\":\"1\"}]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[{\"productId\":1,\"quantity\":1,\"discount\":true}]}",
                    "{\"customerId\":\"ALFKI\",\"lines\":[],\"orderId\":\"1\"}",
                    "{\"customerId\":\"\\ud800\",\"lines\":[]}",
                    "{\"customerId\":\"ALFKI\",\"customerId\":\"ALFKI\",\"lines\":[]}",
                    new string('[', 5000),
                ]
        )
            await talk.PostAsync($"400 {body}", "/orders", body);
        await talk.PostAsync("400 shipment", "/orders/10248/shipment", "[]");
        foreach (var query in (string[])["top=0", "top=1001", "top=x", "top=", "top=1.5", "top=-1", "top=1&top=2"])
            await talk.GetAsync($"/sales/products?{query}", $"400 {query}");
        foreach (var query in (string[])["limit=0", "limit=201", "limit=x", "after=x", "after=", "after=AAAA"])
            await talk.GetAsync($"/customers/SAVEA/orders?{query}", $"400 {query}");

        var big =
            $$"""{"customerId":"ALFKI","shipCountry":"{{new string('x', 2 * 1024 * 1024)}}","lines":[{{Chai}}]}""";
        await talk.PostAsync("413", "/orders", big);
        await talk.SendAsync(
            "415 text",
            HttpMethod.Post,
            "/orders",
            new StringContent("{}", Encoding.UTF8, "text/plain")
        );
        await talk.SendAsync("415 none", HttpMethod.Post, "/orders", new ByteArrayContent("{}"u8.ToArray()));
        await talk.SendAsync(
            "415 charset",
            HttpMethod.Post,
            "/orders",
            new StringContent("{}", Encoding.Unicode, "application/json")
        );
        foreach (var path in (string[])["/orders", "/orders/10248", "/orders/10248/lines", "/sales/summary"])
            await talk.SendAsync($"405 {path}", HttpMethod.Delete, path);
        await talk.GetAsync("/orders", "405 get orders");
        foreach (var path in (string[])["/", "/nowhere", "/orders/1/2/3", "/sales", "/favicon.ico"])
            await talk.GetAsync(path, $"404 {path}");
    }

    private static async Task BreakTokensAsync(Talk talk)
    {
        var good = ConsistencyToken.Parse(talk.Token!, null);
        var (log, mark) = good.Marks.Single();
        var other = new Guid("00000000-0000-0000-0000-000000000007");
        var position = mark.Position;
        var tokens = new Dictionary<string, string>
        {
            ["400 token"] = "no token!",
            ["400 short token"] = talk.Token![..^4],
            ["412 other log"] = ConsistencyToken.At(other, mark).ToString(),
            ["412 other unit"] = ConsistencyToken.At(log, mark with { UnitId = other }).ToString(),
            ["412 dead epoch"] = ConsistencyToken
                .At(log, new LogMark(position with { Epoch = position.Epoch + 1 }, mark.UnitId))
                .ToString(),
            ["412 beyond the head"] = ConsistencyToken
                .At(log, new LogMark(position with { Minor = position.Minor + 1_000_000 }, mark.UnitId))
                .ToString(),
        };
        foreach (var (name, token) in tokens)
        {
            talk.Token = token;
            await talk.GetAsync("/sales/summary", name);
            await talk.GetAsync("/orders/10248", $"{name}, order");
        }

        talk.Token = null;
        await talk.GetAsync("/orders/10248", "without a token");
        talk.Token = good.ToString();
    }
}
