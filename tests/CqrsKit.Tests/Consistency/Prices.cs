using System;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;

namespace CqrsKit.Tests.Consistency;

[EventName("price-set")]
internal sealed record PriceSet(string Item, string Shelf, long Amount) : IEvent;

[EventName("price-dropped")]
internal sealed record PriceDropped(string Item) : IEvent;

[EventName("shop-opened")]
internal sealed record ShopOpened(string Name) : IEvent;

internal sealed record Price(string Item, string Shelf, long Amount);

internal sealed record Changes(string Item, int Count);

internal sealed record Unregistered(string Item);

/// <summary>Prices by item; a negative amount is poison, an item named "?" has no key.</summary>
internal sealed class Prices : Projection<Price>
{
    public Prices()
        : base("prices")
    {
        On<PriceSet>(
            e => e.Item == "?" ? throw new InvalidOperationException("no key") : e.Item,
            (_, e) =>
                e.Amount >= 0
                    ? new Price(e.Item, e.Shelf, e.Amount)
                    : throw new InvalidOperationException("a price below zero")
        );
        On<PriceDropped>(e => e.Item, (_, _) => null);
        Index("shelf", view => IndexKey.Of(view.Shelf, view.Amount));
        Index("amount", view => view.Amount == 0 ? null : IndexKey.Of(view.Amount));
    }
}

/// <summary>How often an item's price was set.</summary>
internal sealed class PriceChanges : Projection<Changes>
{
    public PriceChanges()
        : base("price-changes") => On<PriceSet>(e => e.Item, (view, e) => new Changes(e.Item, (view?.Count ?? 0) + 1));
}
