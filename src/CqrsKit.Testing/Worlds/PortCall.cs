using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Testing.Worlds;

/// <summary>A call of a store, and what may go wrong with it.</summary>
internal sealed record PortCall(string Name, IReadOnlyList<FaultKind> Faults)
{
    private static readonly FaultKind[] Always =
    [
        FaultKind.FailBefore,
        FaultKind.LoseAnswer,
        FaultKind.Delay,
        FaultKind.CancelBefore,
        FaultKind.CancelAfter,
        FaultKind.CrashBefore,
        FaultKind.CrashAfter,
        FaultKind.Pause,
        FaultKind.Stop,
        FaultKind.ClockJump,
        FaultKind.LoseViews,
        FaultKind.LoseLog,
    ];

    /// <summary>A number for the name, the same everywhere: FNV-1a.</summary>
    public ulong Id { get; } = Name.Aggregate(14695981039346656037, (hash, letter) => (hash ^ letter) * 1099511628211);

    public static PortCall Signal(string name) => new(name, [FaultKind.LoseSignal]);

    public static PortCall Network(string name) => new(name, []);

    public static PortCall Read(string name) => new(name, Always);

    public static PortCall Write(string name) => new(name, [.. Always, FaultKind.Duplicate]);

    public static PortCall Lease(string name) => new(name, [.. Always, FaultKind.LoseLease, FaultKind.LoseLease]);

    public static PortCall Commit(string name) =>
        new(name, [.. Always, FaultKind.Duplicate, FaultKind.CommitLate, FaultKind.LoseAnswer, FaultKind.CommitLate]);
}
