using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Reading;
using CqrsKit.Setup;
using CqrsKit.Tests.Consistency;
using CqrsKit.Tests.Setup;
using CqrsKit.Writing;
using Xunit;

namespace CqrsKit.Tests.Queries;

public sealed class RungTests
{
    public static TheoryData<ViewPlacement> Rungs => [ViewPlacement.Shared, ViewPlacement.Inline, ViewPlacement.Async];

    [Theory]
    [MemberData(nameof(Rungs))]
    public async Task A_query_reads_what_its_scope_has_written_on_every_rung(ViewPlacement rung)
    {
        using var kit = new TestKit(kit =>
            kit.UseInMemory()
                .AddEvent<PriceSet>()
                .AddEvent<PriceDropped>()
                .AddCommandHandler<SetPrice, SetPriceHandler>()
                .AddQueryHandler<PriceOf, Price?, PriceOfHandler>()
                .AddView<Prices>(view => Place(view, rung))
        );
        await kit.Root.StartCqrsKitAsync();

        for (var amount = 1; amount <= 20; amount++)
        {
            await kit.Commands.SendAsync(new SetPrice("tea", amount));
            Assert.Equal(amount, (await kit.Queries.QueryAsync(new PriceOf("tea"), Contract.ReadYourWrites))!.Amount);
        }

        var (latest, receipt) = await kit.Queries.QueryWithReceiptAsync(new PriceOf("tea"), Contract.Latest);
        Assert.Equal(20, latest!.Amount);
        Assert.True(receipt.Met);
        Assert.False(receipt.Seen.IsNone);
        Assert.Equal(20, (await kit.Queries.QueryAsync(new PriceOf("tea"), Contract.AtLeast(receipt.Seen)))!.Amount);
        await kit.Root.StopCqrsKitAsync();
    }

    private static ViewOptions Place(ViewOptions view, ViewPlacement rung) =>
        rung switch
        {
            ViewPlacement.Shared => view.Shared(),
            ViewPlacement.Inline => view.Inline(),
            _ => view.Async(),
        };

    internal sealed record SetPrice(string Item, long Amount) : ICommand;

    internal sealed record PriceOf(string Item) : IQuery<Price?>;

    internal sealed class SetPriceHandler(IUnitOfWork unit) : ICommandHandler<SetPrice>
    {
        public ValueTask HandleAsync(SetPrice command, CancellationToken cancellationToken)
        {
            unit.Append("shop", command.Item, expectedVersion: null, new PriceSet(command.Item, "a", command.Amount));
            return default;
        }
    }

    internal sealed class PriceOfHandler(IReadStore<Price> prices) : IQueryHandler<PriceOf, Price?>
    {
        public ValueTask<Price?> HandleAsync(PriceOf query, CancellationToken cancellationToken) =>
            prices.GetAsync(query.Item, cancellationToken);
    }
}
