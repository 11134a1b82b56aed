using System;

namespace Northwind.Domain;

/// <summary>A command that breaks a rule; nothing was changed.</summary>
public sealed class RuleException(RuleKind kind, string message) : Exception(message)
{
    /// <summary>What kind of rule.</summary>
    public RuleKind Kind { get; } = kind;
}
