using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Writing;

namespace CqrsKit.Stores.Scenarios;

/// <summary>The event that is appended: about 175 bytes as JSON.</summary>
[EventName("item-moved")]
internal sealed record ItemMoved(string Sku, string From, string To, int Quantity, decimal Value, string Note) : IEvent
{
    public static ItemMoved Number(int number) =>
        new($"SKU-{number % 10_000:D5}", "warehouse-north", "warehouse-south", number % 7 + 1, 12.5m, Text);

    private static string Text { get; } = new('x', 60);
}

/// <summary>The state that a command decides by, and the view that is read: the same shape on both sides.</summary>
internal sealed record Item(string Sku, long Moves, long Quantity, decimal Value)
{
    public static Item Fold(Item? item, ItemMoved e) =>
        item is null
            ? new Item(e.Sku, 1, e.Quantity, e.Value)
            : item with
            {
                Moves = item.Moves + 1,
                Quantity = item.Quantity + e.Quantity,
                Value = item.Value + e.Value,
            };
}

internal sealed class ItemAggregate : Aggregate<Item>
{
    public ItemAggregate()
        : base("item") => On<ItemMoved>(Item.Fold);
}

internal sealed record ItemView(string Sku, long Moves, long Quantity, decimal Value)
{
    public static ItemView Fold(ItemView? item, ItemMoved e) =>
        item is null
            ? new ItemView(e.Sku, 1, e.Quantity, e.Value)
            : item with
            {
                Moves = item.Moves + 1,
                Quantity = item.Quantity + e.Quantity,
                Value = item.Value + e.Value,
            };
}

internal sealed class ItemViews : Projection<ItemView>
{
    public ItemViews()
        : base("items") => On<ItemMoved>(e => e.Sku, ItemView.Fold);
}

internal sealed record MoveItem(string Key, ItemMoved Move) : ICommand<long>;

internal sealed class MoveItemHandler(IRepository<Item> items) : ICommandHandler<MoveItem, long>
{
    public async ValueTask<long> HandleAsync(MoveItem command, CancellationToken cancellationToken)
    {
        var item = await items.LoadAsync(command.Key, cancellationToken);
        if (item.State is { Quantity: < 0 })
            throw new InvalidOperationException("There is nothing to move.");
        return item.Append(command.Move).State!.Moves;
    }
}
