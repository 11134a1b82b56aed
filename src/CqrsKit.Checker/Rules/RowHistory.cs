using System.Collections.Generic;

namespace CqrsKit.Checker.Rules;

/// <summary>What one row was, from one event to the next.</summary>
internal sealed class RowHistory
{
    private const string Nothing = "\u0001";

    private readonly List<Version> _versions = [new(0, null, -1)];
    private readonly Dictionary<string, int> _last = new() { [Nothing] = 0 };
    private readonly Dictionary<string, int> _first = new() { [Nothing] = 0 };
    private readonly HashSet<string> _ever = [Nothing];
    private int _poison = -1;

    /// <summary>The same row with what it could not take, where it can later on; null otherwise.</summary>
    public MendedRow? Mended { get; init; }

    /// <summary>The row now.</summary>
    public string? Value => _versions[^1].Value;

    /// <summary>What it was before the event that cannot be taken; what it is now where there is none.</summary>
    public string? ValueBeforePoison => _poison < 0 ? Value : _versions[_poison - 1].Value;

    /// <summary>The depth of the first event that cannot be taken; null where there is none.</summary>
    public int? PoisonedAt => _poison < 0 ? null : _versions[_poison].Depth;

    public void Push(Mark mark, int depth, string? value, bool poison)
    {
        Mended?.Push(mark, depth, value);
        // As long as it is a hole, its value stays.
        if (Mended is not null && _poison >= 0)
            value = ValueBeforePoison;
        var at = _versions.Count;
        var key = value ?? Nothing;
        _ever.Add(key);
        _versions.Add(new Version(depth, value, _last.GetValueOrDefault(key, -1)));
        _last[key] = at;
        _first.TryAdd(key, at);
        if (poison && _poison < 0)
            _poison = at;
    }

    public void Pop()
    {
        Mended?.History.Pop();
        var at = _versions.Count - 1;
        var key = _versions[at].Value ?? Nothing;
        if (_versions[at].PreviousEqual >= 0)
            _last[key] = _versions[at].PreviousEqual;
        else
            _last.Remove(key);
        if (_first[key] == at)
            _first.Remove(key);
        if (_poison == at)
            _poison = -1;
        _versions.RemoveAt(at);
    }

    /// <summary>Whether the row ever had a value, as a hole or taken after all.</summary>
    public bool Had(string value) =>
        TryFind(value, out _, out _) || Mended?.History.TryFind(value, out _, out _) == true;

    /// <summary>Whether the row ever had a value, be it in a part of the log that was lost.</summary>
    public bool HadOnce(string? value) => _ever.Contains(value ?? Nothing);

    /// <summary>Finds the depths at which the row had a value: the first one, and the one at which it last ceased to.</summary>
    public bool TryFind(string? value, out int from, out int until)
    {
        from = until = 0;
        if (!_last.TryGetValue(value ?? Nothing, out var last))
            return false;
        from = _versions[_first[value ?? Nothing]].Depth;
        until = last + 1 < _versions.Count ? _versions[last + 1].Depth : int.MaxValue;
        return true;
    }

    /// <summary>The depths of the events that changed the row, from a depth on, the last one first.</summary>
    public IEnumerable<int> DepthsFrom(int depth)
    {
        for (var i = _versions.Count - 1; i > 0 && _versions[i].Depth >= depth; i--)
            yield return _versions[i].Depth;
    }

    private readonly record struct Version(int Depth, string? Value, int PreviousEqual);
}
