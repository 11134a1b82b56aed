using System.Collections.Generic;

namespace CqrsKit.Testing.Worlds;

/// <summary>What a run leaves out of what its seed would do, by number.</summary>
internal sealed record Omissions(IReadOnlySet<int> Operations, IReadOnlySet<ulong> Faults)
{
    public static Omissions None { get; } = new(new HashSet<int>(), new HashSet<ulong>());
}
