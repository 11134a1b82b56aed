using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Reading;
using CqrsKit.Writing;
using StackExchange.Redis;

namespace CqrsKit.Redis.Tests;

public sealed record PlaceOrder(string Id, string Customer, decimal Amount) : ICommand;

public sealed record CloseAccount(string Customer) : ICommand;

[EventName("order-placed")]
public sealed record OrderPlaced(string Customer, decimal Amount) : IEvent;

[EventName("account-closed")]
public sealed record AccountClosed(string Customer) : IEvent;

public sealed class ShopHandler(IUnitOfWork unit) : ICommandHandler<PlaceOrder>, ICommandHandler<CloseAccount>
{
    public ValueTask HandleAsync(PlaceOrder command, CancellationToken cancellationToken)
    {
        unit.Append("order", command.Id, expectedVersion: null, new OrderPlaced(command.Customer, command.Amount));
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(CloseAccount command, CancellationToken cancellationToken)
    {
        unit.Append("account", command.Customer, expectedVersion: null, new AccountClosed(command.Customer));
        return ValueTask.CompletedTask;
    }
}

public sealed record CustomerTotal(string Customer, decimal Total);

public sealed class CustomerTotals : Projection<CustomerTotal>
{
    public CustomerTotals()
        : base("customer-totals")
    {
        On<OrderPlaced>(e => e.Customer, (view, e) => new CustomerTotal(e.Customer, (view?.Total ?? 0) + e.Amount));
        On<AccountClosed>(e => e.Customer, (_, _) => null);
        Index("by-total", view => IndexKey.Of(view.Total));
    }
}

public sealed record TotalOf(string Customer) : IQuery<decimal?>;

[Reads<CustomerTotal>]
public sealed class TotalOfHandler(IReadStore<CustomerTotal> totals) : IQueryHandler<TotalOf, decimal?>
{
    public async ValueTask<decimal?> HandleAsync(TotalOf query, CancellationToken cancellationToken) =>
        (await totals.GetAsync(query.Customer, cancellationToken))?.Total;
}

public sealed record Ranking : IQuery<IReadOnlyList<string>>;

[Reads<CustomerTotal>]
public sealed class RankingHandler(IReadStore<CustomerTotal> totals) : IQueryHandler<Ranking, IReadOnlyList<string>>
{
    public async ValueTask<IReadOnlyList<string>> HandleAsync(Ranking query, CancellationToken cancellationToken)
    {
        var page = await totals.ListAsync(
            "by-total",
            new ListOptions { Descending = true, Limit = 1000 },
            cancellationToken
        );
        return [.. page.Items.Select(one => $"{one.Customer} {one.Total}")];
    }
}

/// <summary>Asks Redis itself.</summary>
public sealed record RawTotalOf(string Customer, string Prefix) : IQuery<string>;

[Reads<CustomerTotal>]
public sealed class RawTotalOfHandler(IViewConnection<CustomerTotal> totals) : IQueryHandler<RawTotalOf, string>
{
    public ValueTask<string> HandleAsync(RawTotalOf query, CancellationToken cancellationToken) =>
        totals.UseAsync<IDatabase, string>(
            async (view, _) =>
                (
                    await view.Connection.StringGetAsync(
                        new RedisKeys(query.Prefix).View(view.Generation, new ViewKey(view.Tenant, query.Customer))
                    )
                ).ToString(),
            cancellationToken
        );
}

public sealed record OtherTotal(decimal Total);

public sealed class OtherTotals : Projection<OtherTotal>
{
    public OtherTotals()
        : base("other-totals") =>
        On<OrderPlaced>(e => e.Customer, (view, e) => new OtherTotal((view?.Total ?? 0) + e.Amount));
}
