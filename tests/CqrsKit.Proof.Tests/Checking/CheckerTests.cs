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
    public void What_is_no_line_says_so() =>
        Assert.Contains("line", Assert.Throws<FormatException>(() => History.Parse("{\"kind\":\"nonsense\"}")).Message);
}
