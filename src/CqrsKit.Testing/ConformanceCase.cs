using System;
using System.Threading.Tasks;

namespace CqrsKit.Testing;

/// <summary>One rule of a port, to be run on a fresh, empty store of its own.</summary>
/// <param name="Name">The rule as a sentence.</param>
/// <param name="RunAsync">Opens a store, tries the rule on it and closes it; throws <see cref="ConformanceException"/>.</param>
public sealed record ConformanceCase(string Name, Func<Task> RunAsync)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
