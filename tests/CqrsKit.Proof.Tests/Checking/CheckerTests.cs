using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Proof.Tests.Checking;

public sealed class CheckerTests(ITestOutputHelper output)
{
    private const int Histories = 1000;

    [Fact]
    public void Nothing_is_found_in_a_thousand_clean_histories()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var report = HistoryChecker.Check(Model.Write(seed));
            Assert.True(report.IsClean, $"seed {seed}: {string.Join(Environment.NewLine, report.Findings)}");
        }
    }

    [Fact]
    public void A_thousand_corrupted_histories_are_all_found_and_the_finding_names_what_is_broken()
    {
        var planted = Corruption.All.ToDictionary(corruption => corruption, _ => 0);
        var seed = 0;
        for (var count = 0; count < Histories; seed++)
        {
            Assert.True(seed < Histories * 50, "Some corruption fits too few histories.");
            var corruption = Corruption.All[count % Corruption.All.Count];
            var history = Model.Write(seed);
            if (!corruption.Plant(history, new Random(seed)))
                continue;
            var report = HistoryChecker.Check(history);
            Assert.True(
                report.Findings.Any(finding => finding.Invariant == corruption.Breaks),
                $"seed {seed}: '{corruption.Name}' was not found as {corruption.Breaks}: {string.Join(Environment.NewLine, report.Findings)}"
            );
            planted[corruption]++;
            count++;
        }

        foreach (var (corruption, count) in planted)
            output.WriteLine($"{corruption.Breaks}: {corruption.Name}, {count} of {count} found");
    }

    [Fact]
    public void Every_invariant_has_a_corruption() =>
        Assert.Equal(Enum.GetValues<Invariant>(), Corruption.All.Select(one => one.Breaks).Distinct().Order());

    [Fact]
    public void A_history_is_the_same_after_it_was_written_and_read()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var text = string.Join('\n', Model.Write(seed).Select(History.Write));
            using var reader = new StringReader(text);
            var read = History.Read(reader).ToArray();

            Assert.Equal(text, string.Join('\n', read.Select(History.Write)));
            Assert.True(HistoryChecker.Check(read).IsClean);
        }
    }

    [Fact]
    public void Files_of_several_recorders_are_one_history()
    {
        var history = Model.Write(3);
        var one = history.Where(line => line is CommandInvoked or CommandAnswered);
        var two = history.Where(line => line is not (CommandInvoked or CommandAnswered));

        Assert.True(HistoryChecker.Check(History.Merge(one, two)).IsClean);
    }

    [Fact]
    public void A_log_that_was_taken_afterwards_stands_before_the_rest()
    {
        var seed = Enumerable.Range(0, 100).First(one => !Model.Write(one).Any(line => line is TailLost));
        var history = Model.Write(seed);
        IEnumerable<HistoryLine> log = history.OfType<UnitRecorded>().Select(unit => unit with { At = 0 });
        var taken = log.Concat(history.Where(line => line is not UnitRecorded)).ToList();
        Assert.True(HistoryChecker.Check(taken).IsClean);

        taken.RemoveAll(line => line is CommandInvoked);
        Assert.Contains(HistoryChecker.Check(taken).Findings, finding => finding.Invariant == Invariant.Invoked);
    }

    [Fact]
    public void A_row_that_was_lost_with_the_log_is_not_taken_for_that_of_another_tenant()
    {
        const string history = """
            {"kind":"invoke","op":"1","tenant":"north","command":"Deposit","at":1}
            {"kind":"unit","unit":"00000001-0000-0000-0000-000000000001","op":"1","events":[{"id":"00000002-0000-0000-0000-000000000001","mark":"1.0.2@00000001000000000000000000000001","tenant":"north","stream":"account/a","version":1,"name":"deposited","folds":[{"view":"balances","key":"a","value":"5","poison":false}]}],"at":2}
            {"kind":"invoke","op":"2","tenant":"south","command":"Deposit","at":3}
            {"kind":"unit","unit":"00000001-0000-0000-0000-000000000002","op":"2","events":[{"id":"00000002-0000-0000-0000-000000000002","mark":"1.0.4@00000001000000000000000000000002","tenant":"south","stream":"account/a","version":1,"name":"deposited","folds":[{"view":"balances","key":"a","value":"5","poison":false}]}],"at":4}
            {"kind":"lost","after":"1.0.2@00000001000000000000000000000001","at":5}
            {"kind":"ask","op":"3","tenant":"south","view":"balances","contract":"eventual","at":6}
            {"kind":"reply","op":"3","status":"ok","met":false,"rows":[{"key":"a","value":"5"}],"at":7}
            """;

        Assert.Empty(HistoryChecker.Check([.. history.Split('\n').Select(History.Parse)]).Findings);
        // What it never was is another's, degraded or not.
        var without = history.Split('\n').Where((_, line) => line is not (2 or 3 or 4)).Select(History.Parse);
        Assert.Equal(Invariant.Tenants, Assert.Single(HistoryChecker.Check([.. without]).Findings).Invariant);
    }

    /// <summary>Two units side by side: the first is on its way while the second is acknowledged, and a row of both is read.</summary>
    [Theory]
    [InlineData(true, false, false, null)]
    [InlineData(false, false, false, Invariant.Writes)] // a view that follows the log has all up to a token, or none of it
    [InlineData(true, true, false, Invariant.Writes)] // the first was acknowledged, too
    [InlineData(true, false, true, Invariant.Writes)] // somebody had seen all of the log up to the second
    public void A_view_that_commands_keep_may_lack_what_is_still_on_its_way(
        bool isCurrent,
        bool isAcknowledged,
        bool isSeen,
        Invariant? found
    )
    {
        const string second = "1.0.4@00000001000000000000000000000002";
        var current = isCurrent ? ",\"current\":true" : "";
        List<string> history =
        [
            """{"kind":"unit","unit":"00000001-0000-0000-0000-000000000001","op":"1","events":[{"id":"00000002-0000-0000-0000-000000000001","mark":"1.0.2@00000001000000000000000000000001","tenant":"north","stream":"account/a","version":1,"name":"deposited","folds":[{"view":"totals","key":"a","value":"5","poison":false}]}],"at":0}""",
            $$"""{"kind":"unit","unit":"00000001-0000-0000-0000-000000000002","op":"2","events":[{"id":"00000002-0000-0000-0000-000000000002","mark":"{{second}}","tenant":"north","stream":"account/b","version":1,"name":"deposited","folds":[{"view":"totals","key":"b","value":"5","poison":false}]}],"at":0}""",
            """{"kind":"invoke","op":"1","tenant":"north","command":"Deposit","at":1}""",
            """{"kind":"invoke","op":"2","tenant":"north","command":"Deposit","at":1}""",
            $$"""{"kind":"answer","op":"2","status":"ok","token":"{{second}}","at":2}""",
            $$"""{"kind":"ask","op":"4","tenant":"north","view":"totals","contract":"token","token":"{{second}}"{{current}},"at":5}""",
            """{"kind":"reply","op":"4","status":"ok","met":true,"rows":[{"key":"a"}],"at":6}""",
        ];
        if (isAcknowledged)
            history.Insert(
                5,
                """{"kind":"answer","op":"1","status":"ok","token":"1.0.2@00000001000000000000000000000001","at":3}"""
            );
        if (isSeen)
            history.InsertRange(
                5,
                [
                    $$"""{"kind":"ask","op":"3","tenant":"north","view":"balances","contract":"latest","at":3}""",
                    $$"""{"kind":"reply","op":"3","status":"ok","met":true,"seen":"{{second}}","rows":[],"at":4}""",
                ]
            );

        var findings = HistoryChecker.Check([.. history.Select(History.Parse)]).Findings;

        Assert.Equal(found is { } one ? [one] : [], findings.Select(finding => finding.Invariant));
    }

    [Fact]
    public void What_is_no_line_says_so() =>
        Assert.Contains("line", Assert.Throws<FormatException>(() => History.Parse("{\"kind\":\"nonsense\"}")).Message);
}
