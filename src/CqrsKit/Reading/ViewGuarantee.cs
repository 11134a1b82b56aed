namespace CqrsKit.Reading;

/// <summary>What a view store promises of an apply that is interrupted; declared by the adapter, proven by its tests.</summary>
public enum ViewGuarantee
{
    /// <summary>Views and checkpoint are written in one transaction.</summary>
    Transactional,

    /// <summary>Each view carries the position it was written at, in the same atomic write, and older writes bounce.</summary>
    GuardedPerKey,
}
