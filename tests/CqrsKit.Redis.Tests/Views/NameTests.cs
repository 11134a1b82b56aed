using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Views;
using StackExchange.Redis;
using Xunit;

namespace CqrsKit.Redis.Tests.Views;

/// <summary>Names that would do harm where they are not escaped.</summary>
public sealed class NameTests
{
    private static readonly string[] Hostile =
    [
        "'",
        "\"",
        "a\0b",
        "\0",
        "{",
        "}",
        "{}",
        "}{",
        "a}:b",
        "%7D",
        "a:b",
        "a%3Ab",
        "a",
        "a#1.0/1",
        "\uD800",
        "\uDC00",
        "a\uD83Db",
        "\uD83D\uDE00",
        "\uFFFD",
        new string('x', 64),
        new string('\u20AC', 64),
        "\r\n*1\r\n$8\r\nFLUSHALL\r\n",
    ];

    [RedisTheory]
    [InlineData(RedisFormat.Json)]
    [InlineData(RedisFormat.Hashes)]
    public async Task Hostile_names_stay_what_they_are_and_apart(RedisFormat format)
    {
        var prefix = Some.Prefix();
        using var store = new Store(
            RedisProcess.Shared.Address,
            options => (options.KeyPrefix, options.Format) = (prefix, format)
        );
        foreach (var view in Hostile)
        {
            var generation = await store.Views.Active(view);
            ViewWrite[] writes =
            [
                .. from tenant in Hostile.Append("")
                from key in Hostile
                select Some.Row(key, $"{tenant}|{key}", 0, tenant) with
                {
                    AddedEntries = [new IndexEntry(key, IndexKey.Of(tenant.Length).Encoded)],
                },
            ];
            var batch = Some.Batch(generation, 0, 0, 1, writes) with
            {
                Parked = [.. Hostile.Select(text => new ParkedEvent(new(text, text), Some.Mark(1), text))],
            };
            Assert.Equal(ApplyOutcome.Applied, await store.Views.ApplyAsync(batch));
        }

        foreach (var view in Hostile)
        {
            var generation = new GenerationId(view, 1);
            var rows = await store.Views.ScanAsync(generation, null, 10_000, Some.None);
            Assert.Equal(Hostile.Length * (Hostile.Length + 1), rows.Count);
            Assert.Equal(rows.Count, rows.Select(row => row.Key).Distinct().Count());
            await using var reader = await store.Views.OpenReaderAsync(Some.None);
            foreach (var name in Hostile)
            {
                var row = await reader.GetAsync(view, new ViewKey(name, name), Some.None);
                Assert.Equal(Some.Text(Some.Bytes($"{name}|{name}")), Some.Text(row!.Data));
                var range = new IndexRange(name, default, null, false, 10);
                var listed = Assert.Single(await reader.ListAsync(view, name, range, Some.None));
                Assert.Equal(new ViewKey(name, name), listed.Key);
                Assert.Equal([new ViewKey(name, name)], await reader.HolesAsync(view, name, Some.None));
            }

            var parked = await store.Views.ParkedAsync(generation, null, null, Some.None);
            Assert.Equal(Hostile.Order(), parked.Select(one => one.Error!).Order());
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"a":1,"b":"x","c":[1,{"d":null}]}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"":1}""")]
    [InlineData("[1]")]
    [InlineData("""{"a":1} x""")]
    [InlineData("{\"a\\u0062\":1")]
    [InlineData("")]
    public void A_payload_comes_back_from_its_fields(string payload)
    {
        var fields = ViewPayload.Fields(Some.Bytes(payload));
        var entries = Enumerable
            .Range(0, fields.Count / 2)
            .Select(i => new HashEntry(fields[2 * i], fields[2 * i + 1]))
            .Reverse();
        Assert.Equal(payload, Some.Text(ViewPayload.Join([.. entries])!.Value));
    }
}
