namespace CqrsKit.Subscriptions;

/// <summary>Where a subscription begins the first time it ever runs.</summary>
public enum SubscriptionStart
{
    /// <summary>At the end of the log: only what is committed from now on.</summary>
    Now,

    /// <summary>At the start of the log: everything that ever happened.</summary>
    Beginning,
}
