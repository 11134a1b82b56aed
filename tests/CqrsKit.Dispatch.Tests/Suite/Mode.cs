using System;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>How a case's handlers and behaviors come to the container.</summary>
/// <param name="Name">The mode's name.</param>
/// <param name="AddHandlers">Adds the handlers of the suite.</param>
/// <param name="KeepsBehaviorTables">Whether behaviors that were closed at compile time are used.</param>
public sealed record Mode(string Name, Action<CqrsKitBuilder> AddHandlers, bool KeepsBehaviorTables)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
