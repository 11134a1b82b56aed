using System;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Writing;

public sealed class CallersTransactionTests
{
    private readonly ScriptedStore _scripted = new();
    private readonly RelationalStore _store;

    public CallersTransactionTests() => _store = new RelationalStore(_scripted);

    [Fact]
    public async Task A_unit_is_written_in_the_handlers_transaction_folded_as_that_sees_the_rows()
    {
        using var shop = Open();
        var pulses = _scripted.Signal.Count;
        await shop.RunAsync(Writing(transaction => transaction.Commit()), new AddItem("a", 3));

        Assert.Single(_scripted.Events);
        Assert.NotNull(_scripted.RowOf("total", "all"));
        Assert.Equal(_scripted.Events[0].Mark, shop.Receipt!.Token.Marks[0].Value);
        Assert.Empty(_scripted.Commits);
        Assert.True(_scripted.Signal.Count > pulses);
    }

    [Fact]
    public async Task Inline_rows_that_moved_are_folded_again_in_the_same_transaction()
    {
        using var shop = Open();
        _store.Refusals.Enqueue(UnitOutcome.Refused(UnitResult.InlineMoved));
        var attempt = Writing(transaction => transaction.Commit());
        await shop.RunAsync(attempt, new AddItem("a", 3));
        Assert.Equal((1, 2), (attempt.Runs, _store.Appended.Count));
    }

    [Fact]
    public async Task A_conflict_in_it_runs_the_command_again()
    {
        using var shop = Open();
        _store.Refusals.Enqueue(UnitOutcome.Conflict(new VersionGuard(Shop.StreamOf("a"), 0), 1));
        var attempt = Writing(transaction => transaction.Commit());
        await shop.RunAsync(attempt, new AddItem("a", 3));
        Assert.Equal(2, attempt.Runs);
        Assert.NotEqual(_store.Appended[0].UnitId, _store.Appended[1].UnitId);
    }

    [Fact]
    public async Task A_transaction_left_open_or_rolled_back_is_an_error()
    {
        using var shop = Open();
        var open = Writing(_ => { });
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => shop.RunAsync(open, new AddItem("a", 3)));
        Assert.Contains("still open", error.Message, StringComparison.Ordinal);
        var back = Writing(transaction => transaction.Rollback());
        error = await Assert.ThrowsAsync<InvalidOperationException>(() => shop.RunAsync(back, new AddItem("a", 3)));
        Assert.Contains("rolled back", error.Message, StringComparison.Ordinal);
        Assert.Null(shop.Receipt);
    }

    [Fact]
    public async Task Nothing_can_be_appended_after_it_and_a_key_with_a_result_cannot_be_kept()
    {
        using var shop = Open();
        var late = new Attempt<int>(
            async (scope, command, token) =>
            {
                var unit = scope.GetRequiredService<IUnitOfWork>();
                await unit.WriteInAsync(new FakeTransaction(), token);
                unit.Append("cart", "a", null, new ItemAdded("a", 1));
                return 0;
            }
        );
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => shop.RunAsync(late, new AddItem("a", 3)));
        Assert.Contains("before WriteInAsync", error.Message, StringComparison.Ordinal);

        shop.Context.IdempotencyKey = new IdempotencyKey("k");
        var keyed = Writing(transaction => transaction.Commit());
        await Assert.ThrowsAsync<CqrsKitException>(() => shop.RunAsync(keyed, new AddItem("a", 3)));
        Assert.Empty(_scripted.Events);
    }

    [Fact]
    public async Task A_store_that_is_not_relational_says_so()
    {
        using var shop = new Shop();
        var attempt = Writing(transaction => transaction.Commit());
        var error = await Assert.ThrowsAsync<CqrsKitException>(() => shop.RunAsync(attempt, new AddItem("a", 3)));
        Assert.Contains("relational", error.Message, StringComparison.Ordinal);
    }

    private Shop Open()
    {
        _scripted.InForce.Add(new InlineView("total", 1));
        return new Shop(kit => Shop.Inline(kit), store: _store);
    }

    private static Attempt<int> Writing(Action<FakeTransaction> end) =>
        new(
            async (scope, command, token) =>
            {
                var cart = await scope.GetRequiredService<IRepository<Cart>>().LoadAsync(command.Cart, token);
                cart.Append(new ItemAdded(command.Cart, command.Count));
                var transaction = new FakeTransaction();
                await scope.GetRequiredService<IUnitOfWork>().WriteInAsync(transaction, token);
                end(transaction);
                return command.Count;
            }
        );
}
