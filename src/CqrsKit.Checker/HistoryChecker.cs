using System;
using System.Collections.Generic;
using CqrsKit.Checker.Lines;
using CqrsKit.Checker.Rules;

namespace CqrsKit.Checker;

/// <summary>
/// Checks a history against every <see cref="Invariant"/>, in a time that grows with its length alone (but for a binary
/// search for each receipt that bounds its staleness). It knows nothing of whoever made the history.
/// </summary>
public sealed class HistoryChecker
{
    private readonly Walk _walk = new();
    private readonly Rule[] _rules;
    private readonly Dictionary<Mark, List<(HistoryLine Line, int Number)>> _waiting = [];

    private HistoryChecker()
    {
        var acknowledged = new AnswerRule(_walk);
        _rules =
        [
            new UnitRule(_walk),
            acknowledged,
            new PageRule(_walk),
            new FoldRule(_walk),
            new ReadRule(_walk, acknowledged),
            new WriterRule(_walk),
            new GenerationRule(_walk),
        ];
    }

    /// <summary>Checks the lines of a history, in the order of their times.</summary>
    public static CheckReport Check(IReadOnlyList<HistoryLine> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var checker = new HistoryChecker();
        checker.Note(history);
        checker.Run(history);
        return new CheckReport(history.Count, checker._walk.Events, checker._walk.Samples, checker._walk.Findings);
    }

    /// <summary>Puts what was observed where it is to be compared: at the mark that it claims, and not when it was seen.</summary>
    private void Note(IReadOnlyList<HistoryLine> history)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i] is RowSampled sample)
                Wait(sample.Through, sample, i + 1);
            else if (history[i] is PageRead page)
            {
                Wait(page.After, new PageStart(page), i + 1);
                Wait(page.Through, page, i + 1);
            }
            else if (history[i] is KeyMended mended)
                _walk.Mended[(mended.View, mended.Tenant, mended.Key)] = mended;
            else if (history[i] is CommandInvoked invoked && !_walk.Invoked.TryAdd(invoked.Op, invoked))
            {
                _walk.Report(
                    Invariant.Format,
                    $"Operation '{invoked.Op}' is invoked twice; give each call an id.",
                    i + 1
                );
            }
        }
    }

    private void Wait(Mark mark, HistoryLine line, int number)
    {
        if (!_waiting.TryGetValue(mark, out var lines))
            _waiting.Add(mark, lines = []);
        lines.Add((line, number));
    }

    private void Run(IReadOnlyList<HistoryLine> history)
    {
        Reach(Mark.Start);
        var at = long.MinValue;
        for (var i = 0; i < history.Count; i++)
        {
            var line = history[i];
            _walk.Line = i + 1;
            if (line.At < at)
                _walk.Report(Invariant.Format, $"The time goes back from {at} to {line.At}.");
            at = line.At;
            if (line is UnitRecorded unit)
                Append(unit);
            else if (line is TailLost lost)
                Lose(lost.After);
            foreach (var rule in _rules)
                rule.Passed(line);
        }

        foreach (var (mark, lines) in _waiting)
        {
            foreach (var (line, number) in lines)
                _walk.Report(Invariant.Complete, $"{Describe(line)} {mark}, which the log never held.", number);
        }
    }

    private void Append(UnitRecorded unit)
    {
        foreach (var rule in _rules)
            rule.Before(unit);
        foreach (var @event in unit.Events)
        {
            var node = _walk.Push(@event, unit);
            foreach (var rule in _rules)
                rule.Appended(node);
            Reach(@event.Mark);
        }
    }

    private void Lose(Mark after)
    {
        if (_walk.DepthOf(after) is not { } depth)
        {
            _walk.Report(Invariant.Format, $"The log loses what is behind {after}, which it does not hold.");
            return;
        }

        while (_walk.Log.Count > depth)
        {
            var node = _walk.Pop();
            foreach (var rule in _rules)
                rule.Lost(node);
        }
    }

    private void Reach(Mark mark)
    {
        if (!_waiting.Remove(mark, out var lines))
            return;
        foreach (var (line, number) in lines)
        {
            foreach (var rule in _rules)
                rule.Reached(line, number);
        }
    }

    private static string Describe(HistoryLine line) =>
        line switch
        {
            RowSampled sample => $"Row '{sample.Key}' of '{sample.View}' claims to cover the log through",
            PageStart start => $"'{start.Page.Reader}' was handed a page behind",
            PageRead page => $"'{page.Reader}' was told that the log is complete through",
            _ => "Somebody saw",
        };
}
