using System.Collections.Generic;

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

    public static PortCall Read(string name) => new(name, Always);

    public static PortCall Write(string name) => new(name, [.. Always, FaultKind.Duplicate]);

    public static PortCall Commit(string name) =>
        new(name, [.. Always, FaultKind.Duplicate, FaultKind.CommitLate, FaultKind.LoseAnswer, FaultKind.CommitLate]);
}
