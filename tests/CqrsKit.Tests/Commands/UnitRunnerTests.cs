using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Tests.Writing;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Commands;

public sealed class UnitRunnerTests
{
    [Fact]
    public async Task A_conflict_runs_the_handler_again_in_a_child_scope_with_the_same_message_context()
    {
        using var shop = new Shop();
        shop.Context.User = "ann";
        var scopes = new List<IServiceProvider>();
        var users = new List<string?>();
        var stale = GroupCommitTests.StaleOnce(shop, "a");
        var attempt = new Attempt<int>(
            async (scope, command, token) =>
            {
                scopes.Add(scope);
                users.Add(scope.GetRequiredService<MessageContext>().User);
                return await stale.InvokeAsync(scope, command, token);
            }
        );

        Assert.Equal(2, await shop.RunAsync(attempt, new AddItem("a", 1)));
        Assert.Equal((2, 2), (attempt.Runs, shop.Count("a")));
        Assert.Same(shop.Scope.ServiceProvider, scopes[0]);
        Assert.NotSame(scopes[0], scopes[1]);
        Assert.Equal(["ann", "ann"], users);
        Assert.Equal(2, Assert.Single(shop.Receipt!.Versions).Version);
        Assert.Equal(shop.Receipt.Token, shop.Context.Session.Token);
        Assert.False(shop.Receipt.IsRepeat);
        Assert.Equal(3, await shop.RunAsync(Shop.Adding(), new AddItem("a", 1)));
    }

    [Fact]
    public async Task A_conflict_that_lasts_reaches_the_caller_after_the_set_number_of_attempts()
    {
        using var shop = new Shop(kit => kit.ConfigureWriting(options => options.MaxAttempts = 3));
        var attempt = Shop.Adding(() =>
        {
            shop.AddElsewhere("a");
            return Task.CompletedTask;
        });
        var conflict = await Assert.ThrowsAsync<ConcurrencyException>(() =>
            shop.RunAsync(attempt, new AddItem("a", 1))
        );
        Assert.Equal((3, 3), (conflict.Attempts, attempt.Runs));
        Assert.Contains("3 attempts", conflict.Message, StringComparison.Ordinal);
        Assert.Null(shop.Receipt);
    }

    [Fact]
    public async Task A_demanded_version_is_not_run_again_and_a_handlers_exception_is_unchanged_and_writes_nothing()
    {
        using var shop = new Shop();
        await shop.AddAsync("a");
        var expects = new Attempt<int>(
            async (scope, _, token) =>
            {
                (await scope.GetRequiredService<IRepository<Cart>>().LoadAsync("a", token)).Expect(9);
                return 0;
            }
        );
        await Assert.ThrowsAsync<ConcurrencyException>(() => shop.RunAsync(expects, new AddItem("a", 1)));
        Assert.Equal(1, expects.Runs);

        var own = new FormatException("mine");
        var throws = Shop.Adding(() => throw own);
        Assert.Same(own, await Assert.ThrowsAsync<FormatException>(() => shop.RunAsync(throws, new AddItem("a", 1))));
        Assert.Equal(1, shop.Count("a"));
        Assert.Equal(2, await shop.RunAsync(Shop.Adding(), new AddItem("a", 1)));
    }

    [Fact]
    public async Task A_command_inside_a_handler_joins_the_unit_and_a_conflict_runs_the_outermost_again()
    {
        using var shop = new Shop();
        var inner = GroupCommitTests.StaleOnce(shop, "inner");
        var outer = new Attempt<int>(
            async (scope, command, token) =>
            {
                var cart = await scope.GetRequiredService<IRepository<Cart>>().LoadAsync("outer", token);
                cart.Append(new ItemAdded("outer", 1));
                var units = shop.Root.GetRequiredService<UnitRunner>();
                return await units.RunAsync(scope, new AddItem("inner", 1), inner, token);
            }
        );

        Assert.Equal(2, await shop.RunAsync(outer, new AddItem("outer", 1)));
        Assert.Equal((2, 2), (outer.Runs, inner.Runs));
        Assert.Equal((1, 2), (shop.Count("outer"), shop.Count("inner")));
        Assert.All(shop.Store.Commits, units => Assert.Equal(2, units[0].Events.Count));
    }

    [Fact]
    public async Task A_unit_cannot_commit_while_a_joined_command_runs_or_after_one_has_failed_halfway()
    {
        using var shop = new Shop();
        var units = shop.Root.GetRequiredService<UnitRunner>();
        var never = new TaskCompletionSource();
        var forgets = new Attempt<int>(
            (scope, command, token) =>
            {
                _ = units.RunAsync(scope, command, Shop.Adding(() => never.Task), token).AsTask();
                return new ValueTask<int>(0);
            }
        );
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            shop.RunAsync(forgets, new AddItem("a", 1))
        );
        Assert.Contains("still running", error.Message, StringComparison.Ordinal);

        var fails = new Attempt<int>(
            async (scope, _, token) =>
            {
                (await scope.GetRequiredService<IRepository<Cart>>().LoadAsync("a", token)).Append(
                    new ItemAdded("a", 1)
                );
                throw new FormatException("half");
            },
            "half-done"
        );
        var swallows = new Attempt<int>(
            async (scope, command, token) =>
            {
                await Assert.ThrowsAsync<FormatException>(async () =>
                    await units.RunAsync(scope, command, fails, token)
                );
                return 0;
            }
        );
        error = await Assert.ThrowsAsync<InvalidOperationException>(() => shop.RunAsync(swallows, new AddItem("a", 1)));
        Assert.Contains("half-done", error.Message, StringComparison.Ordinal);
        Assert.Empty(shop.Store.Events);
    }

    [Fact]
    public async Task A_unit_with_nothing_to_commit_does_not_touch_the_store()
    {
        using var shop = new Shop();
        var nothing = new Attempt<int>((_, _, _) => new ValueTask<int>(7));
        Assert.Equal(7, await shop.RunAsync(nothing, new AddItem("a", 1)));
        Assert.Equal(0, shop.Store.Calls);
        Assert.True(shop.Receipt!.Token.IsNone);
    }

    [Fact]
    public async Task Cancelling_before_the_commit_changes_nothing()
    {
        using var shop = new Shop();
        using var cancel = new CancellationTokenSource();
        var attempt = Shop.Adding(cancel.CancelAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            shop.RunAsync(attempt, new AddItem("a", 1), cancellationToken: cancel.Token)
        );
        Assert.Empty(shop.Store.Commits);
    }
}
