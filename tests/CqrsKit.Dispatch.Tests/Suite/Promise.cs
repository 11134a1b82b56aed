using System;
using System.Threading.Tasks;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>One thing that dispatch promises, checked the same with generated tables, with a scan, and in a native program.</summary>
/// <param name="Name">A sentence.</param>
/// <param name="Run">Throws where it does not hold.</param>
public sealed record Promise(string Name, Func<Mode, Task> Run)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
