using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Events;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>
/// A machine that loses its power again and again. Each life begins with what the disk held; what is found is checked, the
/// application goes on, and at a moment drawn from the seed the next loss comes.
/// </summary>
internal sealed class Machine(Setting setting, int seed, string folder)
{
    private const int Clients = 4;

    private readonly Random _random = new(seed);
    private readonly List<HistoryLine> _past = [];
    private readonly Dictionary<string, string> _keys = [];
    private List<RecordedEvent> _log = [];
    private List<Sent> _sent = [];
    private Dictionary<string, byte[]> _disk = [];
    private Loss? _loss;
    private long _time;
    private int _ops;
    private int _lives;

    /// <summary>How many commands were acknowledged when the power went.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>How many of them were gone when it came back.</summary>
    public int Lost { get; private set; }

    /// <summary>How often a view was behind what somebody had seen of it.</summary>
    public int FellBack { get; private set; }

    /// <summary>How often rows of a view were ahead of the log.</summary>
    public int Ahead { get; private set; }

    /// <summary>Where the files are with which this life began.</summary>
    public string Image => Path.Combine(folder, $"{seed}-{_lives}");

    public override string ToString() => $"machine {seed}, life {_lives}";

    /// <summary>Lives once, up to a loss of power.</summary>
    /// <exception cref="PowerException">Something is not as it must be.</exception>
    public async Task LiveAsync()
    {
        if (_lives > 0)
            Directory.Delete(Image, recursive: true);
        _lives++;
        Disk.Save(_disk, Image);
        var here = Directory.CreateDirectory(Path.Combine(folder, $"{seed}-now")).FullName;
        try
        {
            Disk.Save(_disk, here);
            var tape = new Tape(here, _time);
            using (Recorder.Start(here, tape))
                await LiveAsync(here, tape);
            LosePower(tape);
        }
        finally
        {
            Directory.Delete(here, recursive: true);
        }
    }

    private async Task LiveAsync(string here, Tape tape)
    {
        var known = _log.Count;
        var life = new Life(here, setting);
        try
        {
            await ComeBackAsync(life);
            known = _log.Count;
            await life.StartAsync();
            await WorkAsync(life, tape);
            if (_random.Next(3) == 0)
            {
                await life.StopAsync();
                await life.DisposeAsync();
                life = new Life(here, setting);
                await life.StartAsync();
            }

            if (_random.Next(2) == 0)
                life.Tidy(_random.Next(4) == 0 ? "VACUUM" : "PRAGMA wal_checkpoint(RESTART)");
            await WorkAsync(life, tape);
            await life.StopAsync();
            await GoneOnAsync(life, tape, known);
        }
        finally
        {
            await life.DisposeAsync();
        }
    }

    /// <summary>Checks what the loss has left.</summary>
    private async Task ComeBackAsync(Life life)
    {
        var found = await life.ReadLogAsync();
        if (life.FindDamage() is { } damage)
            throw new PowerException($"damaged: {damage}");
        var samples = await life.SampleAsync(_time);
        if (_loss is { } loss)
            Compare(loss, found);
        _log = [.. found];
        var end = _log.Count == 0 ? Mark.Start : Life.MarkOf(_log[^1].Mark);
        FellBack += _loss is null ? 0 : CountFallen(_loss.Notes, samples);
        Ahead += samples.Count(sample => sample.Through.CompareTo(end) > 0);
        Check([.. _past, .. samples]);
    }

    /// <summary>The log is what it was, or begins as it did.</summary>
    private void Compare(Loss loss, IReadOnlyList<RecordedEvent> found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            if (i >= loss.Log.Count || loss.Log[i].Info.EventId != found[i].Info.EventId)
                throw new PowerException($"event {i + 1} of the log is not the one that it was");
        }

        if (found.Count < loss.Base)
            throw new PowerException($"of the {loss.Base} events with which the life began there are {found.Count}");
        var answered = loss.Notes.OfType<CommandAnswered>().ToArray();
        var marks = found.Select(one => Life.MarkOf(one.Mark)).ToHashSet();
        Acknowledged += answered.Length;
        Lost += answered.Count(one => !marks.Contains(one.Token!.Value));
        if (setting.KeepsAll)
        {
            _past.AddRange(UnitsOf(found, loss.Base, loss.Start));
            _past.AddRange(loss.Notes);
            return;
        }

        // What was in the log when the power went, as far as can be told, and then lost from it.
        var invoked = _past.Concat(loss.Notes).OfType<CommandInvoked>().Select(one => one.Op).ToHashSet();
        var units = UnitsOf(loss.Log, loss.Base, loss.Start);
        _past.AddRange(units.TakeWhile(unit => unit.Op is null || invoked.Contains(unit.Op)));
        _past.AddRange(loss.Notes);
        _past.Add(new TailLost(_time, found.Count == 0 ? Mark.Start : Life.MarkOf(found[^1].Mark)));
    }

    private static int CountFallen(IReadOnlyList<HistoryLine> notes, IReadOnlyList<RowSampled> samples)
    {
        var seen = notes
            .OfType<GenerationRead>()
            .GroupBy(one => one.View)
            .ToDictionary(one => one.Key, one => one.Last());
        return seen.Count(one =>
            !samples.Any(sample => sample.View == one.Key)
            || samples.Any(sample => sample.View == one.Key && sample.Through.CompareTo(one.Value.Through) < 0)
        );
    }

    private async Task WorkAsync(Life life, Tape tape)
    {
        // What was sent before is sent again under its key, answered or not: it takes effect once.
        var again = _sent.Where(_ => _random.Next(int.Max(4, _sent.Count / 4)) == 0).ToArray();
        var fresh = Enumerable.Range(0, _random.Next(4, 16)).Select(_ => NewCommand()).ToArray();
        _sent.AddRange(fresh);
        var jobs = again.Concat(fresh).Select(sent => (Op: NextOp(), Sent: sent)).ToArray();
        foreach (var (op, sent) in jobs)
            _keys[op] = sent.Key;
        await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(client =>
                    Task.Run(async () =>
                    {
                        for (var i = client; i < jobs.Length; i += Clients)
                        {
                            await life.SendAsync(tape, jobs[i].Op, jobs[i].Sent);
                            if (client == 0)
                                await life.LookAsync(tape);
                        }
                    })
                )
        );
    }

    private Sent NewCommand()
    {
        var other = _random.Next(3) == 0 ? _random.GetItems(Bakery.Items, 1)[0] : null;
        var item = _random.GetItems(Bakery.Items, 1)[0];
        var note = new string('x', _random.Next(4) == 0 ? _random.Next(20_000) : _random.Next(200));
        return new Sent($"key {NextOp()}", new Bakery.Sell(item, other == item ? null : other, _random.Next(9), note));
    }

    private string NextOp() => (++_ops).ToString(CultureInfo.InvariantCulture);

    /// <summary>Checks that everything has gone on: nobody has been lost since, and every view has all that is in the log.</summary>
    private async Task GoneOnAsync(Life life, Tape tape, int known)
    {
        _log = [.. await life.ReadLogAsync()];
        var samples = await life.SampleAsync(tape.TimeOf(tape.Entries.Count));
        var end = Life.MarkOf(_log[^1].Mark);
        foreach (var late in samples.Where(sample => sample.Through != end))
            throw new PowerException($"'{late.View}' stands at {late.Through} in the end, and the log ends at {end}");
        Check([.. _past, .. UnitsOf(_log, known, _time), .. tape.NotesUntil(tape.Entries.Count), .. samples]);
        _loss = new Loss(_time, known, _log, []);
    }

    private void LosePower(Tape tape)
    {
        // Half of the losses come just after an answer: whoever acknowledges too early is found there.
        var answers = tape.MomentsOf(note => note is CommandAnswered);
        var cut =
            _random.Next(2) == 0 ? answers[_random.Next(answers.Count)] : _random.Next(tape.First, tape.Entries.Count);
        _disk = Disk.Lose(tape.Entries, cut, Disk.Fates[_random.Next(Disk.Fates.Count)], _random);
        _loss = _loss! with { Notes = tape.NotesUntil(cut) };
        var sent = _past.Concat(_loss.Notes).OfType<CommandInvoked>().Select(one => one.Key).ToHashSet();
        _sent = [.. _sent.Where(one => sent.Contains(one.Key))];
        _time = tape.TimeOf(tape.Entries.Count) + 1;
    }

    /// <summary>The units of a log behind its first events.</summary>
    private IEnumerable<UnitRecorded> UnitsOf(IReadOnlyList<RecordedEvent> log, int from, long at)
    {
        var rows = new Rows();
        var lines = log.Select(one => (Event: one, Line: LineOf(one, rows.Take(one)))).ToArray();
        return lines
            .Skip(from)
            .GroupBy(one => one.Event.Info.UnitId)
            .Select(unit =>
            {
                var info = unit.First().Event.Info;
                Guid? cause = Guid.TryParse(info.CausationId, out var id) ? id : null;
                var key = cause is null ? _keys[info.CorrelationId!] : $"effect of {cause}";
                return new UnitRecorded(
                    at,
                    unit.Key,
                    [.. unit.Select(one => one.Line)],
                    cause is null ? info.CorrelationId : null,
                    cause,
                    key
                );
            });
    }

    private static EventLine LineOf(RecordedEvent one, IReadOnlyList<FoldLine> folds) =>
        new(
            one.Info.EventId,
            Life.MarkOf(one.Mark),
            "",
            Life.StreamOf(one.Info.Stream),
            one.Version,
            one.Info.Name,
            folds
        );

    private void Check(IReadOnlyList<HistoryLine> history)
    {
        var report = HistoryChecker.Check(history);
        if (report.Findings.Count == 0)
            return;
        var file = Path.Combine(folder, $"{seed}-{_lives}.jsonl");
        File.WriteAllLines(file, history.Select(History.Write));
        throw new PowerException(string.Join(Environment.NewLine, report.Findings.Append<object>($"history: {file}")));
    }

    /// <summary>A loss of power.</summary>
    /// <param name="Start">The first moment of the life that it ended.</param>
    /// <param name="Base">With how many events the life began.</param>
    /// <param name="Log">The log as it was at the end, with what came after the loss.</param>
    /// <param name="Notes">What clients had seen.</param>
    private sealed record Loss(
        long Start,
        int Base,
        IReadOnlyList<RecordedEvent> Log,
        IReadOnlyList<HistoryLine> Notes
    );
}

/// <summary>A loss of power has done what it must not do.</summary>
internal sealed class PowerException(string message) : Exception(message);
