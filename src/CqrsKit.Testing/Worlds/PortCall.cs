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

    /// <summary>Whether it changes what is stored; where it doesn't, it is the same whether it fails before or after.</summary>
    public bool HasEffect { get; private init; }

    public bool IsCommit => Faults is [.., FaultKind.CommitLate];

    /// <summary>Whether it is a call of a store, and not what passes between the simulation's own parts.</summary>
    public bool IsOfStore => Faults is [FaultKind.FailBefore, ..];

    public static PortCall Signal(string name) => new(name, [FaultKind.LoseSignal]);

    public static PortCall Network(string name) => new(name, []);

    public static PortCall Read(string name) => new(name, Always);

    public static PortCall Write(string name) => new(name, [.. Always, FaultKind.Duplicate]) { HasEffect = true };

    /// <summary>A write that a driver never sends twice by itself: it would make two.</summary>
    public static PortCall Create(string name) => new(name, Always) { HasEffect = true };

    public static PortCall Lease(string name) =>
        new(name, [.. Always, FaultKind.LoseLease, FaultKind.LoseLease]) { HasEffect = true };

    public static PortCall Commit(string name) =>
        new(
            name,
            [
                .. Always,
                FaultKind.Duplicate,
                FaultKind.FailBefore,
                FaultKind.LoseAnswer,
                FaultKind.CommitLate,
                FaultKind.CommitLate,
                FaultKind.CommitLate,
            ]
        )
        {
            HasEffect = true,
        };
}
