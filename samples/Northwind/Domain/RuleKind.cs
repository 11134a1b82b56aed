namespace Northwind.Domain;

/// <summary>What kind of rule a command has broken.</summary>
public enum RuleKind
{
    /// <summary>A value that no state would make right; an unknown customer or product is one.</summary>
    Value,

    /// <summary>The command is fine by itself, but the order's state does not allow it.</summary>
    State,

    /// <summary>The thing that the command is about does not exist.</summary>
    Unknown,
}
