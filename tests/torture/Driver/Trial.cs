using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Torture.Histories;
using CqrsKit.Torture.Processes;

namespace CqrsKit.Torture;

/// <summary>One set of stores with the nodes that come and go on them, from its first command to its verdict.</summary>
internal sealed class Trial(Run run, string folder, int seed) : IDisposable
{
    private readonly List<WorkerProcess> _alive = [];
    private readonly List<string> _histories = [];
    private readonly List<string> _again = [];
    private readonly List<HistoryLine> _marked = [];
    private readonly List<string> _problems = [];
    private readonly List<IDisposable> _props = [];
    private int _nodes;

    public Run Run => run;

    public Random Random { get; } = new(seed);

    public string Folder => folder;

    /// <summary>Where its log and views lie.</summary>
    public StoreSet Stores { get; set; } = new();

    /// <summary>The time as the nodes write it down.</summary>
    public static long Now => Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000);

    public IReadOnlyList<WorkerProcess> Alive => _alive;

    /// <summary>Settings that all nodes of the trial get.</summary>
    public List<(string Name, string Value)> Settings { get; } = [];

    /// <summary>Has a server, disk or proxy taken down when the trial is over.</summary>
    public T Put<T>(T prop)
        where T : IDisposable
    {
        _props.Add(prop);
        return prop;
    }

    /// <summary>What was put up.</summary>
    public T Prop<T>() => _props.OfType<T>().Single();

    /// <summary>Starts a node, which sends again what killed ones may have left open.</summary>
    public async Task<WorkerProcess> StartAsync(params (string Name, string Value)[] more)
    {
        var worker = await run.Spares.TakeAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"n{++_nodes}");
        var history = Path.Combine(folder, $"{name}.jsonl");
        _histories.Add(history);
        (string, string)[] own = [("node", name), ("seed", $"{seed}"), ("history", history), ("again", Again())];
        if (run.Plant is { } plant)
            own = [.. own, ("plant", plant), ("clients", "1")];
        // Of pairs of the same name the last one counts.
        var settings = own.Concat(Stores.Settings).Concat(Settings).Concat(more).GroupBy(pair => pair.Item1);
        await worker.GoAsync(string.Join('\t', settings.Select(group => $"{group.Key}={group.Last().Item2}")), history);
        _alive.Add(worker);
        return worker;
    }

    /// <summary>kill -9; what it had in hand is left to whoever comes next.</summary>
    public async Task KillAsync(WorkerProcess worker)
    {
        var hadEnded = worker.HasEnded;
        await worker.KillAsync();
        _alive.Remove(worker);
        _again.AddRange(NodeHistory.Unanswered(worker.History));
        if (hadEnded)
            _problems.Add(
                $"Ended: {Path.GetFileName(worker.History)} ended by itself: {(await worker.EndAsync()).Said}"
            );
        worker.Dispose();
    }

    /// <summary>Whether a node has ended by itself, as it may where a start is refused; it is no node any longer then.</summary>
    public async Task<string?> EndedAsync(WorkerProcess worker)
    {
        if (!worker.HasEnded)
            return null;
        _alive.Remove(worker);
        _again.AddRange(NodeHistory.Unanswered(worker.History));
        var (_, said) = await worker.EndAsync();
        worker.Dispose();
        return said;
    }

    /// <summary>
    /// Samples the rows of SQLite files as a kill has left them: of a copy, so that it is the next node that recovers them.
    /// </summary>
    public async Task LookAsync()
    {
        var copy = Path.Combine(folder, "look");
        Directory.CreateDirectory(copy);
        // Without the -shm files, which whoever opens the rest makes anew.
        foreach (
            var file in Directory
                .GetFiles(folder, "bank.db*")
                .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
        )
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var db = Path.Combine(copy, Path.GetFileName(Stores.Db!));
        if (File.Exists(db))
            _marked.AddRange(await StoreReadout.LookAsync(new StoreSet { Db = db }));
        Directory.Delete(copy, recursive: true);
    }

    /// <summary>Writes down what was done to the stores on purpose.</summary>
    public void Mark(HistoryLine line) => _marked.Add(line);

    /// <summary>Lets everything come to rest, reads the stores and has the history checked.</summary>
    public async Task<Verdict> EndAsync()
    {
        var watch = Stopwatch.StartNew();
        foreach (var worker in _alive.ToArray())
            await worker.StopAsync();
        foreach (var worker in _alive.ToArray())
            await RestAsync(worker, "stop");
        var stopped = watch.Elapsed;
        var last = await StartAsync(("finish", "yes"), ("clients", "0"));
        await RestAsync(last, "come to rest");
        var rested = watch.Elapsed;
        var verdict = await JudgeAsync();
        if (run.Keeps)
            run.Say($"  {folder}: stopped in {stopped}, at rest at {rested}, judged at {watch.Elapsed}");
        return verdict;
    }

    public void Dispose()
    {
        foreach (var worker in _alive)
            worker.Dispose();
        foreach (var prop in _props)
            prop.Dispose();
        _alive.Clear();
        _props.Clear();
    }

    private async Task RestAsync(WorkerProcess worker, string what)
    {
        var (code, said) = await worker.EndAsync();
        if (code != 0)
            _problems.Add($"Ended: {Path.GetFileName(worker.History)} did not {what}, and ended with {code}: {said}");
        _alive.Remove(worker);
        worker.Dispose();
    }

    private async Task<Verdict> JudgeAsync()
    {
        var nodes = _histories.SelectMany(NodeHistory.Read).Concat(_marked).ToList();
        var store = await StoreReadout.ReadAsync(Stores);
        var history = Joining.Join(store, nodes);
        var report = HistoryChecker.Check(history);
        string[] found = [.. _problems, .. store.Problems, .. report.Findings.Select(one => one.ToString())];
        if (found.Length > 0)
            await File.WriteAllLinesAsync(Path.Combine(folder, "history.jsonl"), history.Select(History.Write));
        var commands = nodes.OfType<CommandAnswered>().Count(one => one.Status == AnswerStatus.Ok);
        var refused = nodes.OfType<CommandAnswered>().Count(one => one.Status != AnswerStatus.Ok);
        return new Verdict(commands, refused, report.Samples, found);
    }

    private string Again()
    {
        var again = string.Join(',', _again.Distinct());
        _again.Clear();
        return again;
    }
}
