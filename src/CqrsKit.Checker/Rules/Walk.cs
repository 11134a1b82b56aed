using System.Collections.Generic;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>
/// The log as it stands while a history is gone through, with the fold of every row; both are taken back where the log
/// loses its tail. Every step is done and undone at most once, so that the whole is linear.
/// </summary>
internal sealed class Walk
{
    private const int FindingsEach = 20;

    private readonly Dictionary<Mark, Node> _nodes = [];
    private readonly Dictionary<(string View, string Tenant, string Key), RowHistory> _rows = [];
    private readonly Dictionary<(string View, string Key), List<string>> _tenants = [];
    private readonly int[] _counts = new int[(int)Invariant.Tenants + 1];

    /// <summary>The events that the log holds now, in order.</summary>
    public List<Node> Log { get; } = [];

    /// <summary>Every command of the history by its operation; a log that was taken afterwards stands before them.</summary>
    public Dictionary<string, CommandInvoked> Invoked { get; } = [];

    /// <summary>Rows that are holes for a time only.</summary>
    public Dictionary<(string View, string Tenant, string Key), KeyMended> Mended { get; } = [];

    public List<Finding> Findings { get; } = [];

    /// <summary>The number of the line that is looked at.</summary>
    public int Line { get; set; }

    /// <summary>How many events the log has had, those that it lost included.</summary>
    public int Events => _nodes.Count;

    /// <summary>How many rows were compared.</summary>
    public int Samples { get; set; }

    public void Report(Invariant invariant, string message, int? line = null)
    {
        if (_counts[(int)invariant]++ < FindingsEach)
            Findings.Add(new Finding(invariant, line ?? Line, message));
    }

    /// <summary>The event at a mark, whether the log still holds it or not; null for one that it never had.</summary>
    public Node? Find(Mark mark) => _nodes.GetValueOrDefault(mark);

    /// <summary>How many events lie up to a mark; null where the log doesn't hold it now.</summary>
    public int? DepthOf(Mark mark) =>
        mark == Mark.Start ? 0
        : Find(mark) is { IsLost: false } node ? node.Depth
        : null;

    /// <summary>The row of a view; one that no event has touched is there, and empty.</summary>
    public RowHistory Row(string view, string tenant, string key)
    {
        if (_rows.TryGetValue((view, tenant, key), out var row))
            return row;
        row = new RowHistory { Mended = Mended.TryGetValue((view, tenant, key), out var line) ? new(line) : null };
        _rows.Add((view, tenant, key), row);
        if (!_tenants.TryGetValue((view, key), out var tenants))
            _tenants.Add((view, key), tenants = []);
        tenants.Add(tenant);
        return row;
    }

    /// <summary>Another tenant whose row under the same key has, or had, the value; null where there is none.</summary>
    public string? OwnerOf(string view, string tenant, string key, string? value)
    {
        if (value is null || !_tenants.TryGetValue((view, key), out var tenants))
            return null;
        return tenants.Find(other => other != tenant && _rows[(view, other, key)].Had(value));
    }

    public Node Push(EventLine @event, UnitRecorded unit)
    {
        var node = new Node(@event, unit, Log.Count + 1);
        if (_nodes.TryGetValue(@event.Mark, out var other) && !other.IsLost)
            Report(Invariant.Versions, $"Two events lie at {@event.Mark}.");
        _nodes[@event.Mark] = node;
        Log.Add(node);
        foreach (var fold in @event.Folds ?? [])
            Row(fold.View, @event.Tenant, fold.Key).Push(@event.Mark, node.Depth, fold.Value, fold.Poison);
        return node;
    }

    public Node Pop()
    {
        var node = Log[^1];
        node.IsLost = true;
        foreach (var fold in node.Event.Folds ?? [])
            Row(fold.View, node.Event.Tenant, fold.Key).Pop();
        Log.RemoveAt(Log.Count - 1);
        return node;
    }
}
