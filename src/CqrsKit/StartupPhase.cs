namespace CqrsKit;

/// <summary>When a start-up task runs. The last begins only if no fault was found.</summary>
public enum StartupPhase
{
    /// <summary>Registrations are checked and stores opened; the faults of all of them are reported together.</summary>
    Check,

    /// <summary>
    /// The stores that could be opened are looked at, also where <see cref="Check"/> found faults; the faults of both are
    /// reported together.
    /// </summary>
    Inspect,

    /// <summary>What needs open stores is made ready.</summary>
    Prepare,
}
