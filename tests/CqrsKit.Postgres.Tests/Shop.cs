using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Reading;
using CqrsKit.Subscriptions;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Tests;

public sealed record PlaceOrder(string Id, string Customer, decimal Amount) : ICommand;

[EventName("order-placed")]
public sealed record OrderPlaced(string Customer, decimal Amount) : IEvent;

public sealed record Order(int Placed);

public sealed class OrderAggregate : Aggregate<Order>
{
    public OrderAggregate()
        : base("order") => On<OrderPlaced>((order, _) => new Order((order?.Placed ?? 0) + 1));
}

public sealed class PlaceOrderHandler(IRepository<Order> orders) : ICommandHandler<PlaceOrder>
{
    public async ValueTask HandleAsync(PlaceOrder command, CancellationToken cancellationToken)
    {
        var order = await orders.LoadAsync(command.Id, cancellationToken);
        order.Append(new OrderPlaced(command.Customer, command.Amount));
    }
}

public sealed record TotalOf(string Customer) : IQuery<decimal>;

public sealed record CustomerTotal(string Customer, decimal Total);

public sealed class CustomerTotals : Projection<CustomerTotal>
{
    public CustomerTotals()
        : base("customer-totals") =>
        On<OrderPlaced>(e => e.Customer, (view, e) => new CustomerTotal(e.Customer, (view?.Total ?? 0) + e.Amount));
}

[Reads<CustomerTotal>]
public sealed class TotalOfHandler(IReadStore<CustomerTotal> totals) : IQueryHandler<TotalOf, decimal>
{
    public async ValueTask<decimal> HandleAsync(TotalOf query, CancellationToken cancellationToken) =>
        (await totals.GetAsync(query.Customer, cancellationToken))?.Total ?? 0;
}

/// <summary>Appends to an order inside a transaction of its own, which has written before.</summary>
public sealed record PayOrder(string Id) : ICommand;

public sealed class Till
{
    public required string ConnectionString { get; init; }

    public required string Table { get; init; }

    public int Runs { get; set; }

    /// <summary>What happens between the handler's own write and the unit's.</summary>
    public Func<Task>? Meanwhile { get; set; }
}

public sealed class PayOrderHandler(Till till, IUnitOfWork unit) : ICommandHandler<PayOrder>
{
    public async ValueTask HandleAsync(PayOrder command, CancellationToken cancellationToken)
    {
        till.Runs++;
        await using var connection = new NpgsqlConnection(till.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var sql = new NpgsqlCommand($"INSERT INTO {till.Table} VALUES ($1)", connection);
        sql.Parameters.AddWithValue(command.Id);
        await sql.ExecuteNonQueryAsync(cancellationToken);
        if (till.Runs == 1 && till.Meanwhile is { } meanwhile)
            await meanwhile();
        unit.Append("order", command.Id, expectedVersion: null, new OrderPlaced("payer", 1));
        await unit.WriteInAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

public sealed class Mailbox
{
    public ConcurrentQueue<string> Mails { get; } = [];
}

public sealed class Mailer(Mailbox mailbox) : ISubscriber<OrderPlaced>
{
    public ValueTask HandleAsync(OrderPlaced @event, Effect effect, CancellationToken cancellationToken)
    {
        mailbox.Mails.Enqueue(@event.Customer);
        return ValueTask.CompletedTask;
    }
}
