using System;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Reading;
using Xunit;

namespace CqrsKit.Tests.Consistency;

public sealed class HoleTests : IDisposable
{
    private readonly ReadKit _kit = new();
    private readonly Prices _prices = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task A_parked_key_does_not_satisfy_a_contract()
    {
        var token = await PoisonAsync();

        foreach (var contract in new[] { Contract.AtLeast(token), Contract.Latest, Contract.ReadYourWrites })
        {
            var missed = await Assert.ThrowsAsync<ContractException>(() => _kit.Session.PriceAsync(contract, "tea"));
            Assert.Equal((ContractMiss.Hole, "prices"), (missed.Miss, missed.View));
            Assert.Null(missed.RetryAfter);
            Assert.Contains("tea", missed.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await _kit.Session.PriceAsync(Contract.AtLeast(token), "milk"))!.Amount);
    }

    [Fact]
    public async Task Reading_several_keys_touches_the_holes_among_them_and_a_list_touches_all()
    {
        var contract = Contract.AtLeast(await PoisonAsync());

        Assert.Single(await Many("milk", "rice"));
        await Assert.ThrowsAsync<ContractException>(() => Many("milk", "tea"));
        await Assert.ThrowsAsync<ContractException>(() =>
            _kit.Session.UnderAsync(
                contract,
                async () => await _kit.Session.Prices.ListAsync("amount", new ListOptions(), default),
                typeof(Price)
            )
        );

        Task<System.Collections.Generic.IReadOnlyDictionary<string, Price>> Many(params string[] keys) =>
            _kit.Session.UnderAsync(
                contract,
                async () => await _kit.Session.Prices.GetManyAsync(keys, default),
                typeof(Price)
            );
    }

    [Fact]
    public async Task A_hole_of_the_whole_view_is_touched_by_every_read()
    {
        await _kit.ActivateAsync(_prices);
        await _kit.CommitAsync(new PriceSet("milk", "a", 2));
        await _kit.CommitAsync(new PriceSet("?", "a", 2));
        await _kit.ApplyAsync(_prices);

        await Assert.ThrowsAsync<ContractException>(() => _kit.Session.PriceAsync(Contract.Latest, "milk"));
    }

    [Fact]
    public async Task Another_tenants_hole_is_not_this_ones()
    {
        await PoisonAsync();
        var other = _kit.NewScope("other");

        await other.UnderAsync(
            Contract.Latest,
            async () => await other.Prices.ListAsync("amount", new ListOptions(), default),
            typeof(Price)
        );
    }

    [Fact]
    public async Task An_eventual_read_of_a_hole_is_answered_and_its_receipt_says_so()
    {
        await PoisonAsync();

        Assert.Equal(1, (await _kit.Session.Prices.GetAsync("tea", default))!.Amount);
        Assert.False((await Receipt("tea")).Met);
        Assert.True((await Receipt("milk")).Met);

        Task<QueryReceipt> Receipt(string item) =>
            _kit.Session.ReceiptAsync(
                Contract.Eventual,
                async () => await _kit.Session.Prices.GetAsync(item, default),
                typeof(Price)
            );
    }

    [Fact]
    public async Task A_handler_that_swallows_the_hole_still_gets_a_receipt_that_tells()
    {
        await PoisonAsync();

        var receipt = await _kit.Session.ReceiptAsync(
            Contract.Latest,
            () => Assert.ThrowsAsync<ContractException>(async () => await _kit.Session.Prices.GetAsync("tea", default)),
            typeof(Price)
        );

        Assert.False(receipt.Met);
    }

    private async Task<ConsistencyToken> PoisonAsync()
    {
        await _kit.ActivateAsync(_prices);
        await _kit.CommitAsync(new PriceSet("tea", "a", 1), new PriceSet("milk", "a", 2));
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", -1));
        await _kit.ApplyAsync(_prices);
        return token;
    }
}
