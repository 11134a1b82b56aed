using System;
using System.Collections.Generic;
using System.Threading;

namespace CqrsKit.Torture.Campaigns;

/// <summary>What a campaign came to, so far.</summary>
internal sealed class CampaignResult(Campaign campaign)
{
    private readonly Lock _lock = new();
    private readonly List<string> _found = [];

    public Campaign Campaign => campaign;

    /// <summary>How many faults there were.</summary>
    public int Count { get; private set; }

    public int Commands { get; private set; }

    public int Refused { get; private set; }

    public int Rows { get; private set; }

    public TimeSpan Took { get; set; }

    public IReadOnlyList<string> Found
    {
        get
        {
            lock (_lock)
                return [.. _found];
        }
    }

    public void Add(Verdict verdict, int faults)
    {
        lock (_lock)
        {
            Count += faults;
            Commands += verdict.Commands;
            Refused += verdict.Refused;
            Rows += verdict.Rows;
            _found.AddRange(verdict.Found);
        }
    }
}
