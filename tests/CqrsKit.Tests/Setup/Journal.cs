using System.Collections.Generic;

namespace CqrsKit.Tests.Setup;

/// <summary>What happened, in order.</summary>
internal sealed class Journal
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line) => _lines.Add(line);
}
