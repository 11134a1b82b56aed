using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Projections;
using CqrsKit.Setup;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Writing;

[EventName("item-added")]
internal sealed record ItemAdded(string Cart, int Count) : IEvent;

internal sealed record Cart(int Items, string Shape = "new");

internal sealed class CartAggregate : Aggregate<Cart>
{
    public CartAggregate()
        : base("cart", version: 2) => On<ItemAdded>((cart, e) => new Cart((cart?.Items ?? 0) + e.Count));
}

internal sealed record CartTotal(int Items);

/// <summary>The items of all carts in one row, and none below zero; a cart named 'silent' leaves no row.</summary>
internal sealed class TotalView : Projection<CartTotal>
{
    public TotalView()
        : base("total")
    {
        On<ItemAdded>(
            e => e.Cart == "keyless" ? throw new InvalidOperationException("no key") : "all",
            (total, e) =>
                e.Count < 0 ? throw new InvalidOperationException("below zero")
                : e.Count == 0 ? total
                : new CartTotal((total?.Items ?? 0) + e.Count)
        );
    }
}

internal sealed record AddItem(string Cart, int Count);

internal sealed class Attempt<TResult>(
    Func<IServiceProvider, AddItem, CancellationToken, ValueTask<TResult>> run,
    string name = "add-item"
) : IAttempt<AddItem, TResult>
{
    public int Runs { get; private set; }
    public string CommandName => name;

    public ValueTask<TResult> InvokeAsync(IServiceProvider scope, AddItem command, CancellationToken cancellationToken)
    {
        Runs++;
        return run(scope, command, cancellationToken);
    }
}

/// <summary>A container over the scripted store, and the write side in it.</summary>
internal sealed class Shop : IDisposable
{
    private readonly ServiceProvider _root;

    public Shop(
        Action<CqrsKitBuilder>? configure = null,
        Action<AggregateOptions>? cart = null,
        IWriteStore? store = null,
        TimeProvider? time = null
    )
    {
        var services = new ServiceCollection();
        services.AddSingleton(store ?? Store);
        services.AddSingleton<IEventLog>(Store);
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddCqrsKit(kit =>
        {
            kit.AddEvent<ItemAdded>().AddAggregate<CartAggregate>(cart);
            kit.ConfigureWriting(options => options.RetryDelay = TimeSpan.Zero);
            configure?.Invoke(kit);
        });
        _root = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        Scope = _root.CreateScope();
    }

    public ScriptedStore Store { get; } = new();
    public IServiceScope Scope { get; }
    public MessageContext Context => Scope.ServiceProvider.GetRequiredService<MessageContext>();
    public UnitReceipt? Receipt => ReceiptOf(Scope);
    public GroupCommit Group => _root.GetRequiredService<GroupCommit>();
    public IServiceProvider Root => _root;

    public static void Inline(CqrsKitBuilder kit, bool park = false) =>
        kit.Services.AddSingleton(new ViewRegistration(new TotalView(), new ViewOptions().Inline(park)));

    public static Attempt<int> Adding(Func<Task>? between = null) =>
        new(
            async (scope, command, token) =>
            {
                var carts = scope.GetRequiredService<IRepository<Cart>>();
                var cart = await carts.LoadAsync(command.Cart, token);
                if (between is not null)
                    await between();
                return cart.Append(new ItemAdded(command.Cart, command.Count)).State!.Items;
            }
        );

    public static UnitReceipt? ReceiptOf(IServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<UnitOfWork>().Receipt;

    public IServiceScope NewScope() => _root.CreateScope();

    public async Task<TResult> RunAsync<TResult>(
        Attempt<TResult> attempt,
        AddItem command,
        IServiceScope? scope = null,
        CancellationToken cancellationToken = default
    ) =>
        await _root
            .GetRequiredService<UnitRunner>()
            .RunAsync<AddItem, TResult>((scope ?? Scope).ServiceProvider, command, attempt, cancellationToken);

    /// <summary>Adds an item in a scope of its own.</summary>
    public async Task<int> AddAsync(string cart, int count = 1, CancellationToken cancellationToken = default)
    {
        using var scope = NewScope();
        return await RunAsync(Adding(), new AddItem(cart, count), scope, cancellationToken);
    }

    /// <summary>What another process writes to the cart.</summary>
    public void AddElsewhere(string cart, int count = 1)
    {
        var added = new ItemAdded(cart, count);
        var info = new EventInfo
        {
            Stream = StreamOf(cart),
            UnitId = Guid.NewGuid(),
            EventId = Guid.NewGuid(),
            Name = "item-added",
            SchemaVersion = 1,
            Codec = "json",
            RecordedAt = DateTimeOffset.UnixEpoch,
        };
        var data = new JsonCodec().Encode(added, typeof(ItemAdded));
        var unit = new WriteUnit
        {
            UnitId = info.UnitId,
            RecordedAt = info.RecordedAt,
            Events = [new(info, data)],
        };
        Assert.Equal(UnitResult.Committed, Store.Write(unit with { InlineViews = Store.InForce }).Result);
    }

    /// <summary>Holds up the commits with this number, until the gate is opened.</summary>
    public TaskCompletionSource Hold(int number = 1)
    {
        var gate = new TaskCompletionSource();
        Store.Before = (n, _) => n == number ? gate.Task : Task.CompletedTask;
        return gate;
    }

    public static StreamId StreamOf(string cart) => new("", "cart", cart);

    public int Count(string cart) => Store.Events.Count(e => e.Info.Stream == StreamOf(cart));

    public void Dispose()
    {
        Scope.Dispose();
        _root.Dispose();
    }
}
