namespace CqrsKit.Reading;

/// <summary>What became of an apply.</summary>
public enum ApplyOutcome
{
    /// <summary>It is written, as durably as the store is.</summary>
    Applied,

    /// <summary>The checkpoint was not the expected one: somebody else applied. Nothing was written.</summary>
    Moved,

    /// <summary>A higher fence is in force: somebody else has taken over. Nothing was written.</summary>
    Fenced,
}
