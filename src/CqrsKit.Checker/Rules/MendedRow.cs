using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>What a row that was a hole is once its events are taken after all.</summary>
internal sealed class MendedRow(KeyMended line)
{
    private readonly Dictionary<Mark, string?> _values = line.Values.ToDictionary(one => one.Mark, one => one.Value);

    /// <summary>When it could be taken again.</summary>
    public long At => line.At;

    /// <summary>When it was first seen to have been; null where it was not yet.</summary>
    public long? ReplayedAt { get; set; }

    /// <summary>The row, with every event of its own.</summary>
    public RowHistory History { get; } = new();

    public void Push(Mark mark, int depth, string? value) =>
        History.Push(mark, depth, _values.GetValueOrDefault(mark, value), poison: false);
}
