using System;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Tests.Events;
using Xunit;

namespace CqrsKit.Tests.Projections;

public sealed class ParkingTests
{
    private static readonly ViewKey A = new("", "a");

    private readonly Counts _counts = new();

    [Fact]
    public async Task Poison_parks_its_key_and_the_key_s_successors_in_order_and_other_keys_go_on()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("a", 1), new Counted("a", -1), new Counted("b", 2));
        await kit.CommitAsync(new Counted("a", 5), new Counted("b", 3));

        Assert.Equal(1, await kit.CountAsync("a"));
        Assert.Equal(5, await kit.CountAsync("b"));
        var parked = await kit.ParkedAsync();
        Assert.Equal([A, A], parked.Select(one => one.Key));
        Assert.True(parked[0].Mark.Position < parked[1].Mark.Position);
        Assert.Contains("below zero", parked[0].Error, StringComparison.Ordinal);
        Assert.Null(parked[1].Error);
        Assert.Equal(await kit.HeadAsync(), await kit.MarkAsync());
        Assert.Equal(RunnerState.Parked, kit.StatusOf("counts").State);
    }

    [Fact]
    public async Task A_parked_key_is_a_hole_that_a_reader_sees()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("a", -1));

        await using var reader = await kit.Store.OpenReaderAsync(default);

        Assert.True((await reader.StatusAsync("counts", default))!.HasHoles);
        Assert.Equal([A], await reader.HolesAsync("counts", "", default));
    }

    [Fact]
    public async Task Parked_keys_are_known_after_a_restart()
    {
        await using var first = await StartedAsync();
        await first.CommitAsync(new Counted("a", -1));
        await first.StopAsync();

        await using var second = await RunnerKit.StartedAsync(kit => kit.AddView<Counts>(), first);
        await second.CommitAsync(new Counted("a", 5));

        Assert.Null(await second.CountAsync("a"));
        Assert.Equal(2, (await second.ParkedAsync()).Count);
    }

    [Fact]
    public async Task A_replay_takes_the_parked_events_in_order_and_leaves_the_checkpoint_alone()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("a", 1), new Counted("a", -1));
        await kit.CommitAsync(new Counted("a", 5));
        var mark = await kit.MarkAsync();

        var before = await kit.Views.ReplayAsync("counts", A);
        _counts.IsCured = true;
        var after = await kit.Views.ReplayAsync("counts", A);

        Assert.Equal((0, 2), (before.Replayed, before.StillParked));
        Assert.Contains("below zero", before.Error, StringComparison.Ordinal);
        Assert.Equal(new ReplayReport(2, 0, null), after);
        Assert.Equal(5, await kit.CountAsync("a"));
        Assert.Empty(await kit.ParkedAsync());
        Assert.Equal(mark, await kit.MarkAsync());
        await kit.CommitAsync(new Counted("a", 1));
        Assert.Equal(6, await kit.CountAsync("a"));
        Assert.Equal(RunnerState.Running, kit.StatusOf("counts").State);
    }

    [Fact]
    public async Task A_replay_keeps_parked_what_still_fails_with_its_successors()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("a", -1), new Counted("a", -2), new Counted("a", 5));
        _counts.Limit = -1;

        var report = await kit.Views.ReplayAsync("counts", A);

        Assert.Equal((1, 2), (report.Replayed, report.StillParked));
        Assert.Equal(-1, await kit.CountAsync("a"));
        var parked = await kit.ParkedAsync();
        Assert.Equal(2, parked.Count);
        Assert.NotNull(parked[0].Error);
        Assert.Null(parked[1].Error);
    }

    [Fact]
    public async Task A_replay_without_a_runner_works_too()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("a", -1));
        await kit.StopAsync();
        _counts.IsCured = true;

        var report = await kit.Views.ReplayAsync("counts", A);
        await kit.StartAsync();
        await kit.CommitAsync(new Counted("a", 3));

        Assert.Equal(1, report.Replayed);
        Assert.Equal(2, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task An_event_whose_keys_cannot_be_told_is_a_hole_of_the_whole_view_and_is_replayed_in_its_place()
    {
        await using var kit = await StartedAsync();
        await kit.CommitAsync(new Counted("?", 1), new Counted("b", 2));
        Assert.Equal([ViewKey.WholeView], (await kit.ParkedAsync()).Select(one => one.Key));
        Assert.Equal(2, await kit.CountAsync("b"));
        _counts.IsCured = true;
        await kit.CommitAsync(new Counted("?", 10));

        var report = await kit.Views.ReplayAsync("counts", ViewKey.WholeView);

        Assert.Equal(new ReplayReport(1, 0, null), report);
        Assert.Equal(11, await kit.CountAsync("?"));
        Assert.Empty(await kit.ParkedAsync());
        var check = await kit.Views.VerifyAsync("counts");
        Assert.Equal((2, 0), (check.Rows, check.Differences));
    }

    [Fact]
    public async Task A_view_that_could_not_be_stored_when_it_was_folded_anew_takes_no_event_twice()
    {
        var codec = new PickyCodec();
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView(_counts).UseCodec(codec));
        await kit.CommitAsync(new Counted("?", 1));
        _counts.IsCured = true;
        await kit.CommitAsync(new Counted("?", 10));
        await kit.CommitAsync(new Counted("?", 100));
        Assert.Equal(110, await kit.CountAsync("?"));

        codec.Refuses = view => view is Count { Total: 111 };
        var whole = await kit.Views.ReplayAsync("counts", ViewKey.WholeView);
        Assert.Equal(new ReplayReport(1, 0, null), whole);
        Assert.Equal(3, (await kit.ParkedAsync()).Count);
        codec.Refuses = _ => false;
        var report = await kit.Views.ReplayAsync("counts", new ViewKey("", "?"));

        Assert.Equal(new ReplayReport(3, 0, null), report);
        Assert.Equal(111, await kit.CountAsync("?"));
        Assert.Equal(0, (await kit.Views.VerifyAsync("counts")).Differences);
    }

    [Fact]
    public async Task What_can_no_longer_be_read_is_a_hole_when_a_key_is_folded_anew()
    {
        var codec = new PickyCodec();
        await using var kit = await RunnerKit.StartedAsync(kit => kit.AddView(_counts).UseCodec(codec));
        await kit.CommitAsync(new Counted("?", 1));
        _counts.IsCured = true;
        await kit.CommitAsync(new Counted("?", 10));
        codec.Loses = @event => @event is Counted { By: 10 };

        var report = await kit.Views.ReplayAsync("counts", ViewKey.WholeView);

        Assert.Equal((0, 1), (report.Replayed, report.StillParked));
        Assert.Equal(1, await kit.CountAsync("?"));
        Assert.Equal(ViewKey.WholeView, Assert.Single(await kit.ParkedAsync()).Key);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_a_hole_of_the_whole_view()
    {
        await using var kit = await StartedAsync();
        await kit.CommitUnreadableAsync(new Counted("a", 1));
        await kit.CommitAsync(new Counted("a", 2));

        var parked = Assert.Single(await kit.ParkedAsync());

        Assert.Equal(ViewKey.WholeView, parked.Key);
        Assert.Contains("version 99", parked.Error, StringComparison.Ordinal);
        Assert.Equal(2, await kit.CountAsync("a"));
    }

    [Fact]
    public async Task Projections_see_events_in_their_newest_shape()
    {
        await using var kit = await RunnerKit.StartedAsync(kit =>
            kit.AddView<Counts>().AddUpcaster<Hit, Counted>(hit => new Counted(hit.Name, 1))
        );

        await kit.CommitAsync(new Hit("a"), new Counted("a", 2));

        Assert.Equal(3, await kit.CountAsync("a"));
    }

    private Task<RunnerKit> StartedAsync() => RunnerKit.StartedAsync(kit => kit.AddView(_counts));

    /// <summary>A codec that cannot store, or no longer read, some values.</summary>
    private sealed class PickyCodec : IPayloadCodec
    {
        private readonly JsonCodec _json = new();

        public Func<object, bool> Refuses { get; set; } = _ => false;
        public Func<object, bool> Loses { get; set; } = _ => false;
        public string Name => _json.Name;

        public byte[] Encode(object value, Type type) =>
            Refuses(value) ? throw new NotSupportedException("too large") : _json.Encode(value, type);

        public object Decode(ReadOnlySpan<byte> data, Type type)
        {
            var value = _json.Decode(data, type);
            return Loses(value) ? throw new NotSupportedException("no key") : value;
        }
    }

    [EventName("hit")]
    private sealed record Hit(string Name) : Named(Name);
}
