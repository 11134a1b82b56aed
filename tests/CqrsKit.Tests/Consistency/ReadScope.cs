using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Tests.Consistency;

/// <summary>One scope's view of the read side, as the query dispatcher uses it.</summary>
internal sealed class ReadScope(IServiceProvider provider)
{
    public MessageContext Context => provider.GetRequiredService<MessageContext>();
    public ReadSession Session => provider.GetRequiredService<ReadSession>();
    public IReadStore<Price> Prices => Of<Price>();
    public IReadStore<Changes> Changes => Of<Changes>();

    public IReadStore<TView> Of<TView>()
        where TView : class => provider.GetRequiredService<IReadStore<TView>>();

    public IViewConnection<TView> ConnectionOf<TView>()
        where TView : class => provider.GetRequiredService<IViewConnection<TView>>();

    public ValueTask<Demand> BeginAsync(Contract contract, params Type[] views) =>
        Session.BeginAsync(contract, views, wantsReceipt: false, CancellationToken.None);

    /// <summary>What a query that reads one price answers.</summary>
    public Task<Price?> PriceAsync(Contract contract, string item) =>
        UnderAsync(contract, async () => await Prices.GetAsync(item, default), typeof(Price));

    /// <summary>Runs as a query's handler runs.</summary>
    public async Task<T> UnderAsync<T>(Contract contract, Func<Task<T>> handler, params Type[] views)
    {
        var demand = await BeginAsync(contract, views);
        try
        {
            return await handler();
        }
        finally
        {
            await Session.EndAsync(demand);
        }
    }

    /// <summary>The receipt of a query that reads the views in <paramref name="handler"/>.</summary>
    public async Task<QueryReceipt> ReceiptAsync(Contract contract, Func<Task> handler, params Type[] views)
    {
        var demand = await Session.BeginAsync(contract, views, wantsReceipt: true, CancellationToken.None);
        try
        {
            await handler();
            return Session.Receipt(demand);
        }
        finally
        {
            await Session.EndAsync(demand);
        }
    }
}
