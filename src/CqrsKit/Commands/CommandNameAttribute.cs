using System;

namespace CqrsKit.Commands;

/// <summary>
/// The stable name of a command, which its idempotency keys are scoped by; the type's full name where it has none. Give
/// one to a command that is sent with keys, so that renaming its type doesn't forget them.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class CommandNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
