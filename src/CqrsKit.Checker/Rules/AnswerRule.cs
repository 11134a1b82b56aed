using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>What is between clients and the log: acknowledged ⊆ log ⊆ invoked, one effect, one answer.</summary>
internal sealed class AnswerRule(Walk walk) : Rule(walk)
{
    private readonly Dictionary<string, Operation> _operations = [];
    private readonly Dictionary<string, UnitRecorded> _byOp = [];
    private readonly Dictionary<string, UnitRecorded> _byKey = [];
    private readonly Dictionary<string, (CommandAnswered Answer, UnitRecorded? Unit)> _firstAnswers = [];
    private readonly HashSet<Guid> _lost = [];
    private readonly HashSet<Guid> _known = [];
    private readonly HashSet<Guid> _events = [];
    private readonly List<(long At, int Depth)> _acknowledged = [];
    private readonly Dictionary<Guid, long> _acknowledgedAt = [];

    /// <summary>How much of the log was acknowledged until a time.</summary>
    public int AcknowledgedUntil(long at)
    {
        var (low, high) = (0, _acknowledged.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_acknowledged[middle].At <= at)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? 0 : _acknowledged[low - 1].Depth;
    }

    /// <summary>Whether a unit had been acknowledged before a time.</summary>
    public bool IsAcknowledged(UnitRecorded unit, long before) =>
        _acknowledgedAt.TryGetValue(unit.Unit, out var at) && at <= before;

    /// <summary>How much of the log was acknowledged until now.</summary>
    public int Acknowledged => _acknowledged.Count == 0 ? 0 : _acknowledged[^1].Depth;

    public override void Before(UnitRecorded unit)
    {
        if (!_known.Add(unit.Unit) && !_lost.Contains(unit.Unit))
            Walk.Report(Invariant.Once, $"Unit {unit.Unit} is in the log twice.");
        if (unit.Op is { } op)
        {
            if (_byOp.TryGetValue(op, out var other) && !_lost.Contains(other.Unit))
                Walk.Report(Invariant.Once, $"Operation '{op}' has two units, {other.Unit} and {unit.Unit}.");
            _byOp[op] = unit;
            if (_operations.TryGetValue(op, out var operation) && operation.Answer?.Status == AnswerStatus.Fail)
                ReportRefused(op, unit, operation.AnsweredOn);
        }

        if (unit.Key is { } key)
        {
            if (_byKey.TryGetValue(key, out var first) && !_lost.Contains(first.Unit))
                Walk.Report(Invariant.Once, $"Key '{key}' has two units, {first.Unit} and {unit.Unit}.");
            _byKey[key] = unit;
        }

        _lost.Remove(unit.Unit); // it may come again
    }

    public override void Appended(Node node) => _events.Add(node.Event.Id);

    public override void Lost(Node node)
    {
        _lost.Add(node.Unit.Unit);
        while (_acknowledged.Count > 0 && _acknowledged[^1].Depth >= node.Depth)
            _acknowledged.RemoveAt(_acknowledged.Count - 1);
    }

    public override void Passed(HistoryLine line)
    {
        switch (line)
        {
            case CommandInvoked invoked:
                _operations.TryAdd(invoked.Op, new Operation(invoked));
                break;
            case UnitRecorded { Op: { } op } unit when !Walk.Invoked.ContainsKey(op):
                Walk.Report(Invariant.Invoked, $"Unit {unit.Unit} is of operation '{op}', which nobody has invoked.");
                break;
            case UnitRecorded { Op: null, Cause: null } unit when unit.Events.Count > 0 || unit.Key is null:
                Walk.Report(Invariant.Invoked, $"Unit {unit.Unit} comes from no operation and from no event.");
                break;
            case UnitRecorded { Op: null, Cause: { } cause } unit when !_events.Contains(cause):
                Walk.Report(
                    Invariant.Invoked,
                    $"Unit {unit.Unit} was caused by event {cause}, which is not in the log."
                );
                break;
            case CommandAnswered answered:
                Answer(answered);
                break;
            case TailLost:
                // What was committed without events beside a lost event may be lost with it.
                foreach (var (key, unit) in _byKey.Where(entry => entry.Value.Events.Count == 0).ToArray())
                {
                    _lost.Add(unit.Unit);
                    _byKey.Remove(key);
                }

                break;
        }
    }

    private void Answer(CommandAnswered answer)
    {
        if (!_operations.TryGetValue(answer.Op, out var operation) || operation.Answer is not null)
        {
            Walk.Report(Invariant.Format, $"Operation '{answer.Op}' is answered without being asked, or twice.");
            return;
        }

        (operation.Answer, operation.AnsweredOn) = (answer, Walk.Line);
        var unit = _byOp.GetValueOrDefault(answer.Op);
        if (answer.Status == AnswerStatus.Fail && unit is not null)
            ReportRefused(answer.Op, unit, Walk.Line);
        if (answer.Status != AnswerStatus.Ok)
            return;
        if (operation.Invoked.Key is { } key)
        {
            unit ??= _byKey.GetValueOrDefault(key);
            Compare(key, answer, unit);
        }

        Acknowledge(answer, unit);
    }

    private void Acknowledge(CommandAnswered answer, UnitRecorded? unit)
    {
        if (answer.Token is not { } token)
            return;
        if (unit is null)
        {
            Walk.Report(
                Invariant.Acknowledged,
                $"Operation '{answer.Op}' was acknowledged at {token}, and has no unit in the log."
            );
            return;
        }

        var node = token == Mark.Start ? null : Walk.Find(token);
        if (token != Mark.Start && node is null)
            Walk.Report(
                Invariant.Acknowledged,
                $"Operation '{answer.Op}' was acknowledged at {token}, which the log does not hold."
            );
        else if (unit.Events.Count > 0 && unit.Events[^1].Mark != token)
            Walk.Report(
                Invariant.Acknowledged,
                $"Operation '{answer.Op}' was acknowledged at {token}; its unit ends at {unit.Events[^1].Mark}."
            );
        foreach (var version in answer.Versions ?? [])
        {
            var last = unit.Events.LastOrDefault(@event => @event.Stream == version.Stream)?.Version;
            if (last != version.Version)
                Walk.Report(
                    Invariant.Acknowledged,
                    $"Operation '{answer.Op}' says that it brought '{version.Stream}' to version {version.Version}; its unit {(last is null ? "does not write it" : $"ends at {last}")}."
                );
        }

        _acknowledgedAt.TryAdd(unit.Unit, answer.At);
        if (node is { IsLost: false })
            _acknowledged.Add((answer.At, int.Max(node.Depth, Acknowledged)));
    }

    private void Compare(string key, CommandAnswered answer, UnitRecorded? unit)
    {
        if (!_firstAnswers.TryGetValue(key, out var first) || (first.Unit is { } known && _lost.Contains(known.Unit)))
        {
            _firstAnswers[key] = (answer, unit);
            return;
        }

        if (first.Answer.Result != answer.Result || first.Answer.Token != answer.Token)
            Walk.Report(
                Invariant.Answers,
                $"Key '{key}' was answered with '{first.Answer.Result}' at {first.Answer.Token} ('{first.Answer.Op}'), and with '{answer.Result}' at {answer.Token} ('{answer.Op}')."
            );
    }

    private void ReportRefused(string op, UnitRecorded unit, int line) =>
        Walk.Report(
            Invariant.Invoked,
            $"Operation '{op}' was answered as failed, and its unit {unit.Unit} is in the log.",
            line
        );

    private sealed class Operation(CommandInvoked invoked)
    {
        public CommandInvoked Invoked => invoked;
        public CommandAnswered? Answer { get; set; }
        public int AnsweredOn { get; set; }
    }
}
