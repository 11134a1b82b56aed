using System;
using System.Collections.Generic;
using System.Globalization;

namespace CqrsKit.Testing.Worlds;

/// <summary>What happened, a line each, for people to read; written only where somebody will.</summary>
internal sealed class TraceLog(Agenda agenda, bool isOn)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(NodeLife? life, string what)
    {
        if (isOn)
            Add(life?.Name ?? "", what);
    }

    public void Add(NodeLife? life, Func<string> what)
    {
        if (isOn)
            Add(life?.Name ?? "", what());
    }

    public void Add(string who, Func<string> what)
    {
        if (isOn)
            Add(who, what());
    }

    public void Add(string who, string what)
    {
        if (isOn)
            _lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TimeSpan.FromTicks(agenda.Now).TotalSeconds, 10:0.000000}  {who, -9} {what}"
                )
            );
    }
}
