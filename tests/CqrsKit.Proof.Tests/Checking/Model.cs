using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Proof.Tests.Checking;

/// <summary>A small system that does everything right, and writes its history: what the checker must find nothing in.</summary>
internal sealed class Model
{
    private static readonly string[] Tenants = ["north", "south"];
    private static readonly string[] Keys = ["a", "b", "c"];
    private static readonly string[] Names = ["opened", "moved", "closed"];

    private readonly Random _random;
    private readonly List<HistoryLine> _lines = [];
    private readonly List<(EventLine Event, UnitRecorded Unit)> _log = [];
    private readonly Dictionary<string, (CommandAnswered Answer, Guid? Unit)> _kept = [];
    private readonly Dictionary<string, Mark> _sessions = [];
    private readonly HashSet<(string Tenant, string Key)> _poisonable = [];
    private readonly Dictionary<(string Tenant, string Key), Dictionary<Mark, string?>> _mended = [];
    private long _time = 1;
    private int _ids;
    private ulong _minor;
    private uint _epoch = 1;
    private int _generation = 1;
    private long _fence = 1;
    private int _checkpoint; // how many events the view has taken
    private int _acknowledged;

    private Model(int seed) => _random = new Random(seed);

    public static List<HistoryLine> Write(int seed, int steps = 120)
    {
        var model = new Model(seed);
        model._poisonable.Add((model.Pick(Tenants), model.Pick(Keys)));
        model.Add(new GenerationBuilt(model._time, "totals", 1));
        model.Add(new GenerationSwitched(model._time, "totals", Mark.Start, 1));
        model.Add(new FenceRaised(model._time, "totals", 1, 0, 1));
        for (var i = 0; i < steps; i++)
            model.Step();
        return model._lines;
    }

    private void Step()
    {
        _time += _random.Next(1, 50);
        switch (_random.Next(20))
        {
            case < 7:
                Command();
                break;
            case < 11:
                Apply();
                break;
            case < 17:
                Query();
                break;
            case 17:
                Add(new FenceRaised(_time, "totals", _generation, 0, ++_fence));
                break;
            case 18:
                Rebuild();
                break;
            default:
                if (_random.Next(4) == 0)
                    Lose();
                else if (_random.Next(2) == 0)
                    Mend();
                break;
        }
    }

    private void Command()
    {
        var tenant = Pick(Tenants);
        var op = NextOp();
        if (_kept.Count > 0 && _random.Next(4) == 0)
        {
            var (key, first) = _kept.ElementAt(_random.Next(_kept.Count));
            Add(new CommandInvoked(_time, op, key.Split('/')[0], "again", key));
            Add(first.Answer with { At = Tick(), Op = op });
            return;
        }

        var stream = $"account/{Pick(Keys)}";
        var version = VersionOf(tenant, stream);
        var expects = _random.Next(3) == 0 ? new[] { new VersionOf(stream, version) } : null;
        var kept = _random.Next(2) == 0 ? $"{tenant}/k{++_ids}" : null;
        Add(new CommandInvoked(_time, op, tenant, "move", kept, expects));
        switch (_random.Next(8))
        {
            case 0:
                Add(new CommandAnswered(Tick(), op, AnswerStatus.Fail));
                return;
            case 1:
                if (_random.Next(2) == 0)
                    Commit(tenant, stream, op, null, kept, version);
                Add(new CommandAnswered(Tick(), op, AnswerStatus.Unknown));
                return;
        }

        var unit = Commit(tenant, stream, op, null, kept, version);
        _acknowledged = int.Max(_acknowledged, _log.Count);
        var answer = new CommandAnswered(
            Tick(),
            op,
            AnswerStatus.Ok,
            unit.Events[^1].Mark,
            [new VersionOf(stream, unit.Events[^1].Version)],
            $"done {_ids}"
        );
        Add(answer);
        if (kept is not null)
            _kept[kept] = (answer, unit.Unit);
        if (_random.Next(5) == 0)
            Commit(
                tenant,
                $"mail/{unit.Events[0].Id:N}",
                null,
                unit.Events[0].Id,
                $"{tenant}/{unit.Events[0].Id:N}",
                0
            );
    }

    private UnitRecorded Commit(string tenant, string stream, string? op, Guid? cause, string? key, long version)
    {
        var id = NextId();
        _minor++;
        var count = _random.Next(1, 3);
        var events = new List<EventLine>();
        var unit = new UnitRecorded(Tick(), id, events, op, cause, key, [new VersionOf(stream, version)]);
        for (var i = 0; i < count; i++)
        {
            var row = stream.Split('/')[1];
            var folds = new List<FoldLine>();
            if (stream.StartsWith("account", StringComparison.Ordinal))
            {
                var (value, isPoisoned) = Row(tenant, row, _log.Count);
                var poison = !isPoisoned && _poisonable.Contains((tenant, row)) && _random.Next(4) == 0;
                folds.Add(
                    new FoldLine("totals", row, isPoisoned || poison ? value : $"{tenant}:{row}:{++_ids}", poison)
                );
            }

            var mark = new Mark(_epoch, 0, ++_minor, id);
            events.Add(new EventLine(NextId(), mark, tenant, stream, version + i + 1, Pick(Names), folds));
            _log.Add((events[^1], unit));
        }

        Add(unit);
        return unit;
    }

    private void Apply()
    {
        var next = _random.Next(_checkpoint, _log.Count + 1);
        var names = _random.Next(2) == 0 ? null : Names[..2];
        var page = _log.GetRange(_checkpoint, next - _checkpoint)
            .Where(entry => names?.Contains(entry.Event.Name) != false)
            .Select(entry => entry.Event.Mark);
        Add(new PageRead(_time, "totals", MarkAt(_checkpoint), MarkAt(next), [.. page], names));
        Add(new BatchApplied(Tick(), "totals", _generation, 0, _fence));
        _checkpoint = next;
        Sample();
    }

    private void Sample()
    {
        foreach (var tenant in Tenants)
        foreach (var key in Keys)
        {
            var (value, isPoisoned) = Row(tenant, key, _checkpoint);
            Add(new RowSampled(_time, "totals", _generation, MarkAt(_checkpoint), tenant, key, value, isPoisoned));
        }
    }

    private void Query()
    {
        var (op, tenant, key) = (NextOp(), Pick(Tenants), Pick(Keys));
        var session = _random.Next(2) == 0 ? $"{tenant}-{_random.Next(2)} in epoch {_epoch}" : null;
        var contract = (ReadContract)_random.Next(3);
        var token = contract == ReadContract.Token ? MarkAt(_random.Next(_log.Count + 1)) : (Mark?)null;
        Add(new QueryInvoked(_time, op, tenant, "totals", contract, token, session));
        var demanded = contract switch
        {
            ReadContract.Token => DepthOf(token!.Value),
            ReadContract.Latest => _acknowledged,
            _ => 0,
        };
        if (session is not null && _sessions.TryGetValue(session, out var seen))
            demanded = int.Max(demanded, DepthOf(seen));
        _time += 3;
        Add(new GenerationRead(_time, "totals", _generation, MarkAt(_checkpoint)));
        var depth = _random.Next(demanded, _log.Count + 1);
        var (value, isPoisoned) = Row(tenant, key, depth);
        if (isPoisoned)
        {
            Add(
                contract == ReadContract.Eventual
                    ? new QueryAnswered(_time, op, AnswerStatus.Ok, Met: false, Rows: [new RowLine(key, value)])
                    : new QueryAnswered(_time, op, AnswerStatus.Fail)
            );
            return;
        }

        if (session is not null)
            _sessions[session] = MarkAt(depth);
        var staleness = depth == _log.Count ? 0L : (long?)null;
        Add(new QueryAnswered(_time, op, AnswerStatus.Ok, true, MarkAt(depth), staleness, [new RowLine(key, value)]));
    }

    private void Rebuild()
    {
        var next = _generation + 1;
        Add(new GenerationBuilt(_time, "totals", next, MarkAt(_log.Count)));
        Add(new FenceRaised(_time, "totals", next, 0, 1));
        Add(new BatchApplied(_time, "totals", next, 0, 1));
        (_generation, _fence, _checkpoint) = (next, 1, _log.Count);
        Add(new GenerationSwitched(_time, "totals", MarkAt(_checkpoint), next));
        Sample();
    }

    private void Lose()
    {
        var left = _random.Next(_log.Count + 1);
        while (left > 0 && left < _log.Count && _log[left].Unit == _log[left - 1].Unit)
            left--;
        Add(new TailLost(_time, MarkAt(left)));
        var lost = _log.Skip(left).Select(entry => entry.Unit.Unit).ToHashSet();
        foreach (
            var key in _kept.Where(kept => lost.Contains(kept.Value.Unit!.Value)).Select(kept => kept.Key).ToArray()
        )
            _kept.Remove(key);
        _log.RemoveRange(left, _log.Count - left);
        _epoch++;
        _acknowledged = int.Min(_acknowledged, left);
        _checkpoint = int.Min(_checkpoint, left);
        _fence = 1;
        Add(new StoreRewound(_time, "totals", _generation));
        Add(new FenceRaised(_time, "totals", _generation, 0, _fence));
    }

    /// <summary>A row after the first events of the log, and whether it is a hole then.</summary>
    private (string? Value, bool IsPoisoned) Row(string tenant, string key, int depth)
    {
        var folds = FoldsOf(tenant, key, depth);
        if (folds.Length > 0 && _mended.TryGetValue((tenant, key), out var mended))
            return (mended.GetValueOrDefault(folds[^1].Mark, folds[^1].Fold.Value), false);
        return (folds.LastOrDefault().Fold?.Value, folds.Any(one => one.Fold.Poison));
    }

    private (Mark Mark, FoldLine Fold)[] FoldsOf(string tenant, string key, int depth) =>
        [
            .. _log.Take(depth)
                .Where(entry => entry.Event.Tenant == tenant)
                .SelectMany(entry => entry.Event.Folds!.Select(fold => (entry.Event.Mark, fold)))
                .Where(one => one.fold.Key == key),
        ];

    /// <summary>The view takes after all what it could not, perhaps not before it was looked at once more.</summary>
    private void Mend()
    {
        var place = _poisonable.SingleOrDefault();
        if (place.Key is null || !Row(place.Tenant, place.Key, _log.Count).IsPoisoned)
            return;
        var values = FoldsOf(place.Tenant, place.Key, _log.Count)
            .SkipWhile(one => !one.Fold.Poison)
            .ToDictionary(one => one.Mark, _ => (string?)$"mended {++_ids}");
        Add(
            new KeyMended(
                _time,
                "totals",
                place.Tenant,
                place.Key,
                [.. values.Select(one => new MendedLine(one.Key, one.Value))]
            )
        );
        if (_random.Next(2) == 0)
            Sample();
        _time++;
        _poisonable.Clear();
        _mended.Add(place, values);
        Sample();
    }

    private long VersionOf(string tenant, string stream) =>
        _log.Count(entry => entry.Event.Tenant == tenant && entry.Event.Stream == stream);

    private Mark MarkAt(int depth) => depth == 0 ? Mark.Start : _log[depth - 1].Event.Mark;

    private int DepthOf(Mark mark) => _log.FindIndex(entry => entry.Event.Mark == mark) + 1;

    private void Add(HistoryLine line) => _lines.Add(line);

    private long Tick() => ++_time;

    private string NextOp() => $"op{++_ids}";

    private Guid NextId() => new(++_ids, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
