using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Subscriptions;
using CqrsKit.Tests.Events;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CqrsKit.Tests.Subscriptions;

public sealed class SubscriptionTests
{
    private const string Mail = "subscription:mail";

    private static readonly ViewKey A = new("", "counter/a");

    private readonly Outbox _outbox = new();

    [Fact]
    public async Task A_new_subscription_begins_with_what_is_committed_from_now_on()
    {
        await using var kit = new RunnerKit(Registered());
        await kit.CommitAsync(new Counted("a", 1));
        await kit.StartAsync();

        await kit.CommitAsync(new Counted("b", 2), new Noise("b"), new Renamed("b", "c"));

        Assert.Equal(["b 2", "b is c"], _outbox.Sent);
        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync(Mail));
    }

    [Fact]
    public async Task It_begins_at_the_beginning_where_that_is_asked_for()
    {
        await using var kit = new RunnerKit(Registered(options => options.StartAt = SubscriptionStart.Beginning));
        await kit.CommitAsync(new Counted("a", 1));

        await kit.StartAsync();

        Assert.Equal(["a 1"], _outbox.Sent);
    }

    [Fact]
    public async Task What_was_committed_while_nobody_ran_is_delivered_once_after_the_next_start()
    {
        await using var first = await RunnerKit.StartedAsync(Registered());
        await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();
        await first.CommitAsync(new Counted("a", 2));

        await using var second = await RunnerKit.StartedAsync(Registered(), first);

        Assert.Equal(["a 1", "a 2"], _outbox.Sent);
    }

    [Fact]
    public async Task A_subscriber_s_scope_carries_on_the_event_s_conversation()
    {
        await using var kit = await RunnerKit.StartedAsync(Registered());

        await kit.CommitAsync(new Counted("a", 1));

        var (context, effect) = Assert.Single(_outbox.Contexts);
        Assert.Equal("mail/" + effect.Info.EventId.ToString("D"), effect.Id);
        Assert.Equal(effect.Id, context.IdempotencyKey!.Value);
        Assert.Equal(effect.Info.EventId.ToString("D"), context.CausationId);
        Assert.Equal(("talk", "ann", ""), (context.CorrelationId, context.User, context.Tenant));
        Assert.Equal(1, effect.Attempt);
    }

    [Fact]
    public async Task An_event_that_fails_is_tried_again_after_growing_pauses()
    {
        await using var kit = await RunnerKit.StartedAsync(Registered());
        _outbox.Fail = effect => effect.Attempt <= 2;
        await kit.CommitAsync(new Counted("a", 1));
        Assert.Empty(_outbox.Sent);

        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1.9));
        Assert.Empty(_outbox.Sent);
        await kit.AdvanceAsync(TimeSpan.FromSeconds(0.1));

        Assert.Equal(["a 1"], _outbox.Sent);
        Assert.Equal(3, _outbox.Contexts[^1].Effect.Attempt);
    }

    [Fact]
    public async Task In_the_end_its_stream_is_parked_in_order_and_the_others_go_on()
    {
        await using var kit = await RunnerKit.StartedAsync(Registered(options => options.Attempts = 2));
        _outbox.Fail = effect => effect.Info.Stream.Key == "a";
        await kit.CommitAsync(new Counted("a", 1), new Counted("b", 1));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        await kit.CommitAsync(new Counted("a", 2), new Counted("b", 2));

        Assert.Equal(["b 1", "b 2"], _outbox.Sent);
        Assert.Equal(2, _outbox.Contexts.Count(one => one.Effect.Info.Stream.Key == "a"));
        var parked = await kit.ParkedAsync(Mail);
        Assert.Equal([A, A], parked.Select(one => one.Key));
        Assert.Contains("no network", parked[0].Error, StringComparison.Ordinal);
        Assert.Null(parked[1].Error);
        Assert.Equal(RunnerState.Parked, kit.StatusOf(Mail).State);

        _outbox.Fail = _ => false;
        var report = await kit.Views.ReplayAsync(Mail, A);
        await kit.CommitAsync(new Counted("a", 3));

        Assert.Equal(new ReplayReport(2, 0, null), report);
        Assert.Equal(["b 1", "b 2", "a 1", "a 2", "a 3"], _outbox.Sent);
        Assert.Empty(await kit.ParkedAsync(Mail));
    }

    [Fact]
    public async Task A_replay_stops_at_what_still_fails_and_repeats_nothing()
    {
        await using var kit = await RunnerKit.StartedAsync(Registered(options => options.Attempts = 1));
        _outbox.Fail = _ => true;
        await kit.CommitAsync(new Counted("a", 1), new Counted("a", 2), new Counted("a", 3));
        _outbox.Fail = effect => effect.Position.Minor == _outbox.Contexts[0].Effect.Position.Minor + 1;

        var report = await kit.Views.ReplayAsync(Mail, A);
        _outbox.Fail = _ => false;
        await kit.Views.ReplayAsync(Mail, A);

        Assert.Equal((1, 2), (report.Replayed, report.StillParked));
        Assert.Equal(["a 1", "a 2", "a 3"], _outbox.Sent);
    }

    [Fact]
    public async Task An_attempt_is_counted_before_it_is_made()
    {
        var hang = new TaskCompletionSource();
        _outbox.Wait = hang.Task;
        var kits = new List<RunnerKit>();
        for (var process = 1; process <= 3; process++)
        {
            // Each process begins the event, and is gone before the effect is.
            kits.Add(await RunnerKit.StartedAsync(Registered(options => options.Attempts = 2), kits.FirstOrDefault()));
            if (process == 1)
                await kits[0].CommitAsync(new Counted("a", 1), new Counted("b", 1));
        }

        Assert.Equal([1, 2], _outbox.Contexts.Take(2).Select(one => one.Effect.Attempt));
        var parked = Assert.Single(await kits[0].ParkedAsync(Mail));
        Assert.Equal(A, parked.Key);
        Assert.Contains("2 times", parked.Error, StringComparison.Ordinal);
        Assert.Equal("b", _outbox.Contexts[2].Effect.Info.Stream.Key);
        await RunnerKit.OnOneThreadAsync(() =>
        {
            hang.SetResult();
            return default;
        });
        foreach (var kit in kits)
            await kit.DisposeAsync();
    }

    [Fact]
    public async Task A_rebuild_of_views_fires_no_effect_again()
    {
        await using var kit = await RunnerKit.StartedAsync(kit => Registered()(kit.AddView<Counts>()));
        await kit.CommitAsync(new Counted("a", 1));

        await kit.Views.RebuildAsync("counts");
        await Assert.ThrowsAsync<CqrsKitException>(() => kit.Views.RebuildAsync(Mail).AsTask());
        await kit.CommitAsync(new Counted("a", 2));

        Assert.Equal(["a 1", "a 2"], _outbox.Sent);
    }

    [Fact]
    public async Task After_a_lost_tail_it_goes_on_at_the_end_and_fires_no_effect_again()
    {
        await using var first = await RunnerKit.StartedAsync(Registered());
        await first.CommitAsync(new Counted("a", 1));
        var kept = await first.HeadAsync();
        await first.CommitAsync(new Counted("a", 2));
        await first.StopAsync();
        first.Database.TruncateTail(kept.Position);

        await using var second = await RunnerKit.StartedAsync(Registered(), first);
        await second.CommitAsync(new Counted("a", 3));

        Assert.Equal(["a 1", "a 2", "a 3"], _outbox.Sent);
        Assert.Equal(2u, (await second.MarkAsync(Mail)).Position.Epoch);
    }

    [Fact]
    public async Task Stopping_leaves_a_failing_event_for_the_next_start()
    {
        await using var first = await RunnerKit.StartedAsync(Registered());
        _outbox.Fail = effect => effect.Attempt == 1;
        await first.CommitAsync(new Counted("a", 1));
        await first.StopAsync();
        Assert.Empty(_outbox.Sent);

        await using var second = await RunnerKit.StartedAsync(Registered(), first);

        Assert.Equal(["a 1"], _outbox.Sent);
        Assert.Equal(2, _outbox.Contexts[^1].Effect.Attempt);
    }

    [Fact]
    public async Task Every_faulty_registration_is_reported_at_start_up()
    {
        await using var kit = new RunnerKit(kit =>
        {
            Registered()(kit);
            Registered(options => options.Attempts = 0)(kit);
            kit.AddSubscription<Outbox>("deaf");
        });

        var error = await Assert.ThrowsAsync<StartupException>(() => kit.StartAsync());

        Assert.Contains(error.Faults, fault => fault.Problem.Contains("0 times", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Problem.Contains("registered 2 times", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Subject == "Subscription 'deaf'");
    }

    [Fact]
    public async Task Events_that_were_appended_after_a_lost_tail_and_before_the_next_start_are_delivered()
    {
        await using var first = await RunnerKit.StartedAsync(Registered());
        await first.CommitAsync(new Counted("a", 1));
        await first.CommitAsync(new Noise("a"));
        var kept = await first.HeadAsync();
        await first.CommitAsync(new Counted("a", 2));
        await first.CommitAsync(new Counted("a", 3));
        await first.StopAsync();
        first.Database.TruncateTail(kept.Position);
        await first.CommitAsync(new Counted("a", 4));
        await first.CommitAsync(new Counted("a", 5), new Counted("a", 6));

        await using var second = await RunnerKit.StartedAsync(Registered(), first);

        Assert.Equal(["a 1", "a 2", "a 3", "a 4", "a 5", "a 6"], _outbox.Sent);
        Assert.Equal(2u, (await second.Log.HeadAsync(default)).Epoch);
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(59, 0)]
    [InlineData(50, 10)]
    [InlineData(30, 30)]
    [InlineData(3, 60)]
    public async Task What_is_delivered_again_after_a_lost_tail_is_about_as_much_as_was_lost(int kept, int atMost)
    {
        await using var first = await RunnerKit.StartedAsync(Registered());
        var marks = new List<LogMark>();
        for (var i = 1; i <= 60; i++)
        {
            await first.CommitAsync(new Counted("a", i));
            marks.Add(await first.HeadAsync());
        }

        await first.StopAsync();
        first.Database.TruncateTail(marks[kept - 1].Position);
        await first.CommitAsync(new Counted("a", 61));

        await using var second = await RunnerKit.StartedAsync(Registered(), first);

        var again = _outbox.Sent.Skip(60).ToArray();
        Assert.InRange(again.Length - 1, 0, atMost);
        var expected = Enumerable.Range(1, 61).Where(i => i <= kept || i == 61).Select(i => $"a {i}");
        Assert.Equal(expected.TakeLast(again.Length), again);
        Assert.Equal(again.Length, again.Distinct().Count());
    }

    [Fact]
    public async Task Where_it_has_seen_nothing_of_what_is_left_it_goes_on_at_the_end()
    {
        await using var first = new RunnerKit(Registered());
        await first.CommitAsync(new Counted("a", 1));
        var kept = await first.HeadAsync();
        await first.CommitAsync(new Counted("a", 2));
        await first.StartAsync();
        await first.CommitAsync(new Counted("a", 3));
        await first.StopAsync();
        first.Database.TruncateTail(kept.Position);

        await using var second = await RunnerKit.StartedAsync(Registered(), first);
        await second.CommitAsync(new Counted("a", 4));

        Assert.Equal(["a 3", "a 4"], _outbox.Sent);
    }

    [Fact]
    public async Task Of_a_log_that_began_anew_every_event_is_delivered()
    {
        await using var first = await RunnerKit.StartedAsync(Registered());
        await first.CommitAsync(new Counted("a", 1));
        await first.CommitAsync(new Counted("a", 2));
        await first.StopAsync();
        await using var second = new RunnerKit(Registered(), views: _ => first.Store);
        await second.CommitAsync(new Counted("b", 1));

        await second.StartAsync();
        await second.CommitAsync(new Counted("b", 2));

        Assert.Equal(["a 1", "a 2", "b 1", "b 2"], _outbox.Sent);
    }

    [Fact]
    public async Task A_replay_in_a_process_that_was_fenced_off_causes_each_effect_once()
    {
        await using var first = await RunnerKit.StartedAsync(Registered(options => options.Attempts = 1));
        _outbox.Fail = _ => true;
        await first.CommitAsync(new Counted("a", 1), new Counted("a", 2));
        _outbox.Fail = _ => false;
        await using var second = await RunnerKit.StartedAsync(Registered(), first);

        var report = await first.Views.ReplayAsync(Mail, A);

        Assert.Equal(new ReplayReport(2, 0, null), report);
        Assert.Equal(["a 1", "a 2"], _outbox.Sent);
        Assert.Empty(await first.ParkedAsync(Mail));
        await second.CommitAsync(new Counted("a", 3));
        Assert.Equal(["a 1", "a 2", "a 3"], _outbox.Sent);
    }

    private Action<CqrsKitBuilder> Registered(Action<SubscriptionOptions>? configure = null) =>
        kit =>
        {
            kit.Services.AddSingleton(_outbox);
            kit.AddSubscription<Mailer>("mail", configure);
        };

    private sealed class Outbox
    {
        public List<string> Sent { get; } = [];
        public List<(MessageContext Context, Effect Effect)> Contexts { get; } = [];
        public Func<Effect, bool> Fail { get; set; } = _ => false;
        public Task Wait { get; set; } = Task.CompletedTask;

        public async ValueTask SendAsync(string text, MessageContext context, Effect effect)
        {
            Contexts.Add((context, effect));
            await Wait.ConfigureAwait(false);
            if (Fail(effect))
                throw new InvalidOperationException("no network");
            Sent.Add(text);
        }
    }

    private sealed class Mailer(Outbox outbox, MessageContext context) : ISubscriber<Counted>, ISubscriber<Renamed>
    {
        public ValueTask HandleAsync(Counted @event, Effect effect, CancellationToken cancellationToken) =>
            outbox.SendAsync($"{@event.Name} {@event.By}", context, effect);

        public ValueTask HandleAsync(Renamed @event, Effect effect, CancellationToken cancellationToken) =>
            outbox.SendAsync($"{@event.Name} is {@event.To}", context, effect);
    }
}
