namespace CqrsKit.Consistency;

/// <summary>What to do when a view has not yet seen what a query demands.</summary>
public enum OnMiss
{
    /// <summary>Wait for it, within the contract's budget, then fail.</summary>
    Wait,

    /// <summary>Fail at once.</summary>
    Fail,
}
