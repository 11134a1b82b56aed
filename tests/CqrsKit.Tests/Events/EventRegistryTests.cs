using System;
using System.Text;
using CqrsKit.Events;
using Xunit;

namespace CqrsKit.Tests.Events;

public sealed class EventRegistryTests
{
    private static readonly EventRegistry Registry = new(
        [EventType.Of(typeof(Priced))!, EventType.Of(typeof(PricedV1))!, EventType.Of(typeof(PricedV2))!],
        [
            new Upcaster(typeof(PricedV1), typeof(PricedV2), e => new PricedV2(((PricedV1)e).Price, "EUR")),
            new Upcaster(
                typeof(PricedV2),
                typeof(Priced),
                e => new Priced(((PricedV2)e).Price, ((PricedV2)e).Currency, 0)
            ),
        ],
        new JsonCodec()
    );

    [Fact]
    public void An_older_shape_is_upcast_to_the_newest()
    {
        var read = Registry.Read(Recorded("priced", 1, """{"price":3}"""));

        Assert.Equal(new Priced(3, "EUR", 0), read);
    }

    [Fact]
    public void A_reader_of_the_newest_shape_asks_for_the_names_of_all()
    {
        Assert.Equal(["priced"], Registry.NamesOf(typeof(Priced)));
    }

    [Theory]
    [InlineData("unknown", 1, "no event type")]
    [InlineData("priced", 9, "no event type")]
    [InlineData("CqrsKit.Tests.Events.EventRegistryTests+Trojan, CqrsKit.Tests", 1, "no event type")]
    public void An_unknown_name_constructs_nothing(string name, int version, string expected)
    {
        var error = Assert.Throws<UnreadableEventException>(() => Registry.Read(Recorded(name, version, "{}")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"price":"x"}""")]
    public void A_payload_that_does_not_fit_is_named_with_its_event(string payload)
    {
        var error = Assert.Throws<UnreadableEventException>(() => Registry.Read(Recorded("priced", 3, payload)));

        Assert.Contains("'priced' version 3", error.Message, StringComparison.Ordinal);
    }

    private static RecordedEvent Recorded(string name, int version, string payload) =>
        new(
            new EventInfo
            {
                Stream = new StreamId("", "price", "1"),
                UnitId = new Guid(1, 0, 0, new byte[8]),
                EventId = new Guid(2, 0, 0, new byte[8]),
                Name = name,
                SchemaVersion = version,
                Codec = "json",
                RecordedAt = DateTimeOffset.UnixEpoch,
            },
            new Position(1, 0, 1),
            1,
            Encoding.UTF8.GetBytes(payload)
        );

    [EventName("priced", Version = 3)]
    private sealed record Priced(decimal Price, string Currency, int Discount) : IEvent;

    [EventName("priced", Version = 1)]
    private sealed record PricedV1(decimal Price) : IEvent;

    [EventName("priced", Version = 2)]
    private sealed record PricedV2(decimal Price, string Currency) : IEvent;

    private sealed record Trojan : IEvent;
}
