namespace CqrsKit.Consistency;

/// <summary>Why a contract was not met.</summary>
public enum ContractMiss
{
    /// <summary>The view is behind what was demanded.</summary>
    Behind,

    /// <summary>A parked key was touched: the view lacks events that it will not get by itself.</summary>
    Hole,

    /// <summary>The view has no active generation yet.</summary>
    Building,
}
