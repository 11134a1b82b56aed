namespace CqrsKit.Testing;

/// <summary>What a simulation lets go wrong.</summary>
public enum FaultKind
{
    /// <summary>A call of a store fails and has done nothing.</summary>
    FailBefore,

    /// <summary>A call of a store does what it is to do, and its answer is lost.</summary>
    LoseAnswer,

    /// <summary>A commit's connection is lost, and the commit arrives later, if at all.</summary>
    CommitLate,

    /// <summary>A call of a store takes long; others overtake it.</summary>
    Delay,

    /// <summary>A write arrives twice.</summary>
    Duplicate,

    /// <summary>A running command or query is cancelled just before a call of a store.</summary>
    CancelBefore,

    /// <summary>A running command or query is cancelled just after a call of a store.</summary>
    CancelAfter,

    /// <summary>A node dies just before a call of a store.</summary>
    CrashBefore,

    /// <summary>A node dies just after a call of a store, without having its answer.</summary>
    CrashAfter,

    /// <summary>A node stands still, for longer than others wait for it, and then goes on as if nothing had been.</summary>
    Pause,

    /// <summary>A node is stopped in good order, and started again.</summary>
    Stop,

    /// <summary>A node's clock jumps, forward or back.</summary>
    ClockJump,

    /// <summary>A node is not told of new events by the log, and has to look by itself.</summary>
    LoseSignal,

    /// <summary>A node's leases are taken from it, and it isn't told.</summary>
    LoseLease,

    /// <summary>A view store other than the write store's loses the last of what it had acknowledged.</summary>
    LoseViews,

    /// <summary>The write store goes back to an earlier state, as by the restore of a backup; every node starts again.</summary>
    LoseLog,
}
