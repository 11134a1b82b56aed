using System;

namespace CqrsKit.Subscriptions;

/// <summary>How a subscription runs.</summary>
public sealed class SubscriptionOptions
{
    /// <summary>Where it begins the first time it ever runs; at the end of the log unless set.</summary>
    public SubscriptionStart StartAt { get; set; } = SubscriptionStart.Now;

    /// <summary>How often an event is tried before its stream is parked; 5 unless set.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>The pause before an event is tried a second time; 1 s unless set. It doubles up to a minute.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);
}
