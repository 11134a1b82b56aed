using System;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Events;
using Xunit;

namespace CqrsKit.Tests.Consistency;

public sealed class TokenTests : IDisposable
{
    private readonly ReadKit _kit = new();
    private readonly Prices _prices = new();

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task A_token_of_another_log_is_refused()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var other = ConsistencyToken.At(_kit.NewId(), token.Marks[0].Value);

        Assert.Equal(TokenProblem.OtherLog, await ProblemOf(other));
        await _kit.ApplyAsync(_prices);
        await _kit.Session.PriceAsync(Contract.AtLeast(token.Merge(other)), "tea"); // names this log, among others
    }

    [Fact]
    public async Task A_token_of_an_epoch_that_has_ended_has_expired()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        await _kit.ApplyAsync(_prices);
        await _kit.Log.RaiseEpochAsync(1, default);

        Assert.Equal(TokenProblem.Expired, await ProblemOf(token));
    }

    [Fact]
    public async Task A_token_beyond_the_end_of_the_log_is_refused_and_raises_no_epoch()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        var (log, mark) = token.Marks[0];
        var head = await _kit.Log.HeadAsync(default);

        var beyond = mark with { Position = mark.Position with { Minor = mark.Position.Minor + 1 } };
        var epoch = mark with { Position = mark.Position with { Epoch = mark.Position.Epoch + 1 } };

        Assert.Equal(TokenProblem.BeyondHead, await ProblemOf(ConsistencyToken.At(log, beyond)));
        Assert.Equal(TokenProblem.BeyondHead, await ProblemOf(ConsistencyToken.At(log, epoch)));
        Assert.Equal(head, await _kit.Log.HeadAsync(default));
    }

    [Fact]
    public async Task A_token_whose_unit_the_log_does_not_hold_has_expired()
    {
        await _kit.ActivateAsync(_prices);
        var token = await _kit.CommitAsync(new PriceSet("tea", "a", 3));
        await _kit.CommitAsync(new PriceSet("tea", "a", 4));
        await _kit.ApplyAsync(_prices);
        var (log, mark) = token.Marks[0];

        Assert.Equal(
            TokenProblem.Expired,
            await ProblemOf(ConsistencyToken.At(log, mark with { UnitId = _kit.NewId() }))
        );
    }

    [Fact]
    public async Task Tokens_are_checked_on_every_rung()
    {
        using var kit = new ReadKit(prices: view => view.Shared());
        await kit.CommitAsync(new PriceSet("tea", "a", 3));
        var other = ConsistencyToken.At(kit.NewId(), (await kit.Log.HeadAsync(default)).Mark);

        await Assert.ThrowsAsync<TokenException>(() => kit.Session.PriceAsync(Contract.AtLeast(other), "tea"));
    }

    [Fact]
    public async Task A_view_that_has_seen_what_the_log_has_lost_meets_no_contract()
    {
        LostLog? lost = null;
        using var kit = new ReadKit(log: log => lost = new LostLog(log));
        await kit.ActivateAsync(_prices);
        await kit.CommitAsync(new PriceSet("tea", "a", 3));
        await kit.CommitAsync(new PriceSet("tea", "a", 4));
        await kit.ApplyAsync(_prices);
        var contract = Contract.Latest with { OnMiss = OnMiss.Fail };
        await kit.Session.PriceAsync(contract, "tea");

        var head = await kit.Log.HeadAsync(default);
        lost!.Now = new OtherTail(lost.Now, head with { Mark = head.Mark with { UnitId = kit.NewId() } });

        var missed = await Assert.ThrowsAsync<ContractException>(() => kit.Session.PriceAsync(contract, "tea"));
        Assert.Equal(ContractMiss.Building, missed.Miss);
        var receipt = await kit.Session.ReceiptAsync(Contract.Eventual, () => Task.CompletedTask, typeof(Price));
        Assert.False(receipt.Met);
        Assert.True(receipt.Seen.IsNone);
    }

    private async Task<TokenProblem> ProblemOf(ConsistencyToken token) =>
        (
            await Assert.ThrowsAsync<TokenException>(() =>
                _kit.Session.PriceAsync(Contract.AtLeast(token) with { OnMiss = OnMiss.Fail }, "tea")
            )
        ).Problem;

    /// <summary>The log after an older file was put back and another unit was written at the same place.</summary>
    private sealed class OtherTail(IEventLog log, LogHead head) : IEventLog
    {
        public LogSignal Signal => log.Signal;

        public System.Threading.Tasks.ValueTask<LogHead> HeadAsync(System.Threading.CancellationToken c) => new(head);

        public ValueTask<LogPage> ReadAsync(
            Position after,
            LogFilter filter,
            int limit,
            System.Threading.CancellationToken c
        ) => log.ReadAsync(after, filter, limit, c);

        public ValueTask<System.Collections.Generic.IReadOnlyList<RecordedEvent>> ReadStreamAsync(
            StreamId stream,
            long afterVersion,
            int limit,
            System.Threading.CancellationToken c
        ) => log.ReadStreamAsync(stream, afterVersion, limit, c);

        public async ValueTask<bool> HoldsAsync(LogMark mark, System.Threading.CancellationToken c) =>
            mark == head.Mark || (mark.Position < head.Mark.Position && await log.HoldsAsync(mark, c));

        public ValueTask<uint> RaiseEpochAsync(uint epoch, System.Threading.CancellationToken c) =>
            throw new NotSupportedException();
    }
}
