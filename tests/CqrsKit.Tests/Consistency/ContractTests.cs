using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Reading;
using Xunit;

namespace CqrsKit.Tests.Consistency;

public sealed class ContractTests : IDisposable
{
    private readonly ReadKit _kit = new();
    private readonly Prices _prices = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task At_least_is_met_by_a_view_that_has_seen_the_token()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        await _kit.ApplyAsync(_prices);

        Assert.Equal(3, (await _kit.Session.PriceAsync(Contract.AtLeast(token), "tea"))!.Amount);
    }

    [Fact]
    public async Task A_wait_is_woken_by_the_apply_that_covers_the_token()
    {
        await _kit.ActivateAsync(_prices);
        await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 4));

        var asked = _kit.Session.PriceAsync(Contract.AtLeast(token), "tea");
        Assert.False(asked.IsCompleted);
        await _kit.ApplyAsync(_prices, limit: 1);
        Assert.False(asked.IsCompleted); // it has seen the first unit only
        await _kit.ApplyAsync(_prices);

        Assert.Equal(4, (await asked)!.Amount);
        Assert.Equal(0, _kit.Time.Timers);
    }

    [Fact]
    public async Task A_view_that_another_process_applies_is_looked_at_again_and_again()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var asked = _kit.Session.PriceAsync(Contract.AtLeast(token), "tea");

        var other = (await _kit.Views.CheckpointsAsync(new GenerationId("prices", 1), default))[0];
        await _kit.Views.ApplyAsync(
            new ViewBatch
            {
                Generation = other!.Generation,
                Fence = other.Fence,
                Expected = other.Mark,
                Next = token.Marks[0].Value,
            }
        );
        Assert.False(asked.IsCompleted); // nobody said so in this process
        _kit.Time.Advance(TimeSpan.FromMilliseconds(50));

        await asked;
    }

    [Fact]
    public async Task A_spent_budget_says_where_the_view_is_and_what_was_asked()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));

        var asked = _kit.Session.PriceAsync(Contract.AtLeast(token) with { Budget = TimeSpan.FromSeconds(1) }, "tea");
        _kit.Time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(asked.IsCompleted);
        _kit.Time.Advance(TimeSpan.FromMilliseconds(1));

        var missed = await Assert.ThrowsAsync<ContractException>(() => asked);
        Assert.Equal(("prices", ContractMiss.Behind), (missed.View, missed.Miss));
        Assert.Equal(TimeSpan.FromSeconds(1), missed.RetryAfter);
        Assert.Contains(LogMark.Start.ToString(), missed.Message, StringComparison.Ordinal);
        Assert.Contains(token.Marks[0].Value.ToString(), missed.Message, StringComparison.Ordinal);
        Assert.Equal(0, _kit.Time.Timers);
    }

    [Fact]
    public async Task Fail_does_not_wait()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));

        var asked = _kit.Session.PriceAsync(Contract.AtLeast(token) with { OnMiss = OnMiss.Fail }, "tea");

        Assert.True(asked.IsCompleted);
        await Assert.ThrowsAsync<ContractException>(() => asked);
    }

    [Fact]
    public async Task An_endless_budget_waits_as_long_as_it_takes()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var contract = Contract.AtLeast(token) with { Budget = Timeout.InfiniteTimeSpan };

        var asked = _kit.Session.PriceAsync(contract, "tea");
        _kit.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(asked.IsCompleted);
        await _kit.ApplyAsync(_prices);

        Assert.NotNull(await asked);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        using var cancel = new CancellationTokenSource();

        var begun = _kit
            .Session.Session.BeginAsync(Contract.AtLeast(token), [typeof(Price)], wantsReceipt: false, cancel.Token)
            .AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => begun);
        Assert.False(_kit.Session.Session.IsActive);
    }

    [Fact]
    public async Task Latest_waits_for_every_unit_acknowledged_before_and_for_none_after()
    {
        await _kit.ActivateAsync(_prices);
        await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var asked = _kit.Session.PriceAsync(Contract.Latest, "tea");
        await _kit.CommitAsync(new PriceSet("tea", "a", 4));

        Assert.False(asked.IsCompleted);
        await _kit.ApplyAsync(_prices, limit: 1);

        Assert.Equal(3, (await asked)!.Amount);
    }

    [Fact]
    public async Task Read_your_writes_demands_what_the_scope_has_written_and_nothing_else()
    {
        await _kit.ActivateAsync(_prices);
        var mine = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        await _kit.CommitAsync(new PriceSet("tea", "a", 4));
        await _kit.NewScope().PriceAsync(Contract.ReadYourWrites, "tea"); // has written nothing, waits for nothing

        _kit.Session.Context.Session.Collect(mine);
        var asked = _kit.Session.PriceAsync(Contract.ReadYourWrites, "tea");
        Assert.False(asked.IsCompleted);
        await _kit.ApplyAsync(_prices, limit: 1);

        Assert.Equal(3, (await asked)!.Amount);
    }

    [Fact]
    public async Task Events_that_the_view_does_not_take_satisfy_a_wait()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new ShopOpened("corner"));

        var asked = _kit.Session.PriceAsync(Contract.AtLeast(token), "tea");
        await _kit.ApplyAsync(_prices);

        Assert.Null(await asked);
    }

    [Fact]
    public async Task A_view_that_the_query_does_not_declare_holds_nothing_up()
    {
        using var kit = new ReadKit(changes: view => view.Async());
        await kit.ActivateAsync(_prices);
        await kit.ActivateAsync(new PriceChanges());
        var token = await kit.CommitAsync(new PriceSet("tea", "a", 3));
        await kit.ApplyAsync(_prices); // the other view is behind

        var asked = kit.Session.PriceAsync(Contract.AtLeast(token), "tea");

        Assert.True(asked.IsCompletedSuccessfully);
        Assert.NotNull(await asked);
    }

    [Fact]
    public async Task A_view_that_is_read_though_undeclared_meets_the_contract_at_its_first_read()
    {
        using var kit = new ReadKit(prices: view => view.Shared(), changes: view => view.Async());
        await kit.ActivateAsync(new PriceChanges());
        var token = await kit.CommitAsync(new PriceSet("tea", "a", 3));

        var asked = kit.Session.UnderAsync(
            Contract.AtLeast(token),
            async () => await kit.Session.Changes.GetAsync("tea", default)
        );
        Assert.False(asked.IsCompleted);
        await kit.ApplyAsync(new PriceChanges());

        Assert.Equal(1, (await asked)!.Count);
    }

    [Fact]
    public async Task A_view_without_an_active_generation_is_waited_for_and_then_said_to_be_building()
    {
        var contract = Contract.Latest with { Budget = TimeSpan.FromSeconds(1) };
        var first = _kit.Session.PriceAsync(contract, "tea");
        _kit.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ContractMiss.Building, (await Assert.ThrowsAsync<ContractException>(() => first)).Miss);

        var second = _kit.Session.PriceAsync(contract, "tea");
        Assert.False(second.IsCompleted);
        await _kit.ActivateAsync(_prices);

        Assert.Null(await second);
    }

    [Fact]
    public async Task Inline_views_are_never_waited_for()
    {
        using var kit = new ReadKit(prices: view => view.Inline());
        await kit.ActivateAsync(_prices, ViewMode.Inline);
        var token = await kit.CommitAsync(new ShopOpened("corner"));

        Assert.True(kit.Session.PriceAsync(Contract.AtLeast(token), "tea").IsCompletedSuccessfully);
        Assert.True(kit.Session.PriceAsync(Contract.Latest, "tea").IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_generation_switched_in_while_the_query_runs_has_to_meet_the_contract_too()
    {
        var first = await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        await _kit.ApplyAsync(_prices);
        var demand = await _kit.Session.BeginAsync(Contract.AtLeast(token), typeof(Price));
        var second = await _kit.ActivateAsync(_prices); // empty yet
        Assert.NotEqual(first, second);

        var read = _kit.Session.Prices.GetAsync("tea", default).AsTask();
        Assert.False(read.IsCompleted);
        await _kit.ApplyAsync(_prices);

        Assert.NotNull(await read);
        await _kit.Session.Session.EndAsync(demand);
    }

    [Fact]
    public async Task Two_queries_at_once_in_a_scope_each_wait_for_their_own_demand()
    {
        await _kit.ActivateAsync(_prices);
        var first = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var second = await _kit.CommitAsync(new PriceSet("tea", "a", 4));

        var early = _kit.Session.PriceAsync(Contract.AtLeast(first), "tea");
        var late = _kit.Session.PriceAsync(Contract.AtLeast(second), "tea");
        await _kit.ApplyAsync(_prices, limit: 1);
        Assert.Equal(3, (await early)!.Amount);
        Assert.False(late.IsCompleted);
        await _kit.ApplyAsync(_prices);

        Assert.Equal(4, (await late)!.Amount);
        Assert.False(_kit.Session.Session.IsActive);
    }

    [Fact]
    public async Task Reads_at_once_under_one_contract_take_turns_on_its_reader()
    {
        ViewsOneAtATime? views = null;
        using var kit = new ReadKit(changes: view => view.Async(), views: inner => views = new ViewsOneAtATime(inner));
        await kit.ActivateAsync(_prices);
        await kit.ActivateAsync(new PriceChanges());
        await kit.CommitAsync(new PriceSet("tea", "a", 3));
        await kit.ApplyAsync(_prices);
        await kit.ApplyAsync(new PriceChanges());
        var demand = await kit.Session.BeginAsync(Contract.Latest, typeof(Price), typeof(Changes));
        var hold = new TaskCompletionSource();
        views!.BeforeGet = () => hold.Task;

        var price = kit.Session.Prices.GetAsync("tea", default).AsTask();
        var changes = kit.Session.Changes.GetAsync("tea", default).AsTask();
        using var cancel = new CancellationTokenSource();
        var cancelled = kit.Session.Prices.GetAsync("tea", cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(price.IsCompleted || changes.IsCompleted);
        hold.SetResult();

        Assert.NotNull(await price);
        Assert.NotNull(await changes);
        Assert.Equal((1, 1), (views.Opened, views.MostAtOnce));
        await kit.Session.Session.EndAsync(demand);
        Assert.Equal(0, views.Open);
    }

    [Fact]
    public async Task A_contract_that_fails_closes_what_it_opened()
    {
        ViewsOneAtATime? views = null;
        using var kit = new ReadKit(views: inner => views = new ViewsOneAtATime(inner));
        await kit.ActivateAsync(_prices);
        await kit.CommitAsync(new PriceSet("tea", "a", 3));

        await Assert.ThrowsAsync<ContractException>(() =>
            kit.Session.PriceAsync(Contract.Latest with { OnMiss = OnMiss.Fail }, "tea")
        );

        Assert.Equal((1, 0), (views!.Opened, views.Open));
        Assert.False(kit.Session.Session.IsActive);
    }
}
